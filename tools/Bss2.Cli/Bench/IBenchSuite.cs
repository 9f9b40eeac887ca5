namespace Bss2.Cli.Bench;

/// <summary>A family of cases that is chosen by name.</summary>
internal interface IBenchSuite
{
    /// <summary>Value of --suite.</summary>
    string Name { get; }

    /// <summary>Whether --suite all runs it.</summary>
    bool IsPartOfAll => true;

    /// <summary>Its cases, in the order in which they run; nothing is set up yet.</summary>
    IEnumerable<BenchCase> Cases();
}
