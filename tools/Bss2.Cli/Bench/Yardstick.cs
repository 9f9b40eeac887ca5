namespace Bss2.Cli.Bench;

/// <summary>What a case is compared with, measured between the case's own repeats so that both see the same machine.</summary>
/// <param name="Name">For the result: a machine peak, a bare loop or another case.</param>
/// <param name="Prepare">Sets up; the work lasts a few milliseconds.</param>
/// <param name="WorkPerItem">How much of the yardstick's work one piece of the case's work needs at least: the ratio is then the share of the
/// yardstick's speed that the case reaches, higher is better.</param>
internal sealed record Yardstick(string Name, Func<BenchWork> Prepare, double WorkPerItem);
