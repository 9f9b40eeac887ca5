namespace Bss2.Emulator.Digital;

/// <summary>
/// Latencies and queue depths of the event paths. Only the sums are published (analog-core 2.6: about 80 ns from input to stamp; loop-back
/// 0.1 µs: circuit-prototype 4, item 11); how they divide, and every depth, is an assumption unless a source stands beside it.
/// </summary>
internal static class EventTiming
{
    /// <summary>Chip cycles (4 ns) in an FPGA cycle (8 ns).</summary>
    public const int ChipCyclesPerFpgaCycle = 2;

    /// <summary>FPGA instruction to crossbar, chip cycles; with <see cref="CrossbarToPadiCycles"/> 40 ns to the synapse.</summary>
    public const int FpgaToCrossbarCycles = 8;

    /// <summary>Crossbar to PADI bus for events from the FPGA and the background sources, chip cycles.</summary>
    public const int CrossbarToPadiCycles = 2;

    /// <summary>Comparator to crossbar and to its time stamp, chip cycles: 40 ns.</summary>
    public const int ComparatorToCrossbarCycles = 10;

    /// <summary>Crossbar to PADI bus for neuron events, chip cycles; with the line above 100 ns, longer than an analog step.</summary>
    public const int NeuronCrossbarToPadiCycles = 15;

    /// <summary>Stamp to arrival at the FPGA, chip cycles: 0.17 µs for the link (analog-core 2.6), rounded down to FPGA cycles.</summary>
    public const int ChipToFpgaCycles = 40;

    /// <summary>Distance of two events on a PADI bus, chip cycles: 8 ns (analog-core 2.6).</summary>
    public const int PadiSpacingCycles = 2;

    /// <summary>The same with extended timing on, chip cycles: assumption.</summary>
    public const int PadiExtendedSpacingCycles = 4;

    /// <summary>Events that wait at a PADI bus: assumption.</summary>
    public const int PadiQueueDepth = 32;

    /// <summary>Packets that wait at a neuron event output: 32 · 8 outputs fits "250 of 512 simultaneous spikes" (analog-core 2.6).</summary>
    public const int EventOutputDepth = 32;

    /// <summary>Events that wait at a crossbar output: assumption.</summary>
    public const int CrossbarOutputDepth = 16;

    /// <summary>Labels that wait for a crossbar input from the FPGA: assumption.</summary>
    public const int InputLaneDepth = 32;

    /// <summary>Events that the link carries in an FPGA cycle (one 3-pack; link-and-playback 5.4).</summary>
    public const int LinkEventsPerFpgaCycle = 3;

    /// <summary>FPGA cycles that an event waits for the link before it is lost: assumption; keeps stamp to arrival below 128 cycles.</summary>
    public const int LinkWaitFpgaCycles = 32;
}
