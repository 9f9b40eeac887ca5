namespace Bss2.Cli.Conform;

/// <summary>What came of one contract.</summary>
/// <param name="Name">What it demands.</param>
/// <param name="Result">passed, failed or skipped.</param>
/// <param name="Message">What is broken, or why it was skipped; empty if it holds.</param>
internal sealed record ConformCheck(string Name, string Result, string Message)
{
    public const string Passed = "passed", Failed = "failed", Skipped = "skipped";
}
