namespace Bss2.Cli.Bench;

/// <summary>Does a fixed piece of work, the same every time it is called, and says how much that was (samples, messages, seconds of chip time, FLOP).</summary>
internal delegate double BenchWork();
