using Bss2.Emulator;
using Bss2.Hal.Playback;
using Bss2.Hal.Wire;

namespace Bss2.SimulationTests.Runtime;

/// <summary>An emulator whose programs are looked at on their way, and whose replies can lose spikes.</summary>
internal sealed class ObservedExecutor(EmulatorExecutor inner) : IPlaybackExecutor
{
    /// <summary>Lengths of the programs that ran, words.</summary>
    public List<int> Lengths { get; } = [];

    /// <summary>Which message of spikes of the next program is lost between FPGA and host; −1: none.</summary>
    public int LoseMessage { get; set; } = -1;

    public int MaxProgramWords { get; init; } = int.MaxValue;

    public ChipDescription Chip => inner.Chip;

    public ChipFeatures Features => inner.Features;

    public ValueTask<PlaybackResult> ExecuteAsync(PlaybackProgram program, CancellationToken cancellationToken)
    {
        Lengths.Add(program.Words.Length);
        var sink = new LossySink { Lose = LoseMessage };
        new UtDecoder(UtDictionary.FromFpga).Decode(inner.Feed(program.Words.Span), sink);
        return ValueTask.FromResult(new PlaybackResult(program, sink.Decoder));
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class LossySink : IUtMessageSink
    {
        private int _seen;

        public int Lose { get; init; }

        public PlaybackDecoder Decoder { get; } = new();

        // A lost message still takes its cycle: times stay right.
        public void Take(int header, UInt128 payload)
        {
            bool spikes = header is >= FromFpga.SpikePack1Header and <= FromFpga.SpikePack3Header;
            bool lost = spikes && _seen++ == Lose;
            Decoder.Take(lost ? FromFpga.LinkNotificationHeader : header, lost ? 0 : payload);
        }
    }
}
