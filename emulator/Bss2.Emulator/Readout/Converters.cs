using Bss2.Emulator.Analog;
using Bss2.Emulator.Digital;

namespace Bss2.Emulator.Readout;

/// <summary>Both kinds of converter with the paths that lead to them.</summary>
internal sealed class Converters
{
    private const int QuadsPerRow = 64;

    private readonly IAnalogEngine _engine;
    private readonly Cadc[] _cadcs;
    private readonly EmulatorDiagnostics _diagnostics;
    private long _conversions, _triggersOff, _reads;

    public Converters(EmulatorOptions options, AnalogConfiguration configuration, IAnalogEngine engine, SynapsePlasticity plasticity,
        ClockTree clocks, EmulatorDiagnostics diagnostics)
    {
        _engine = engine;
        var die = Die.Of(options.Die);
        var derivation = new CircuitDerivation(configuration, die);
        var noise = new ReadoutNoise(options);
        var paths = new ReadoutPaths(configuration, Registers, derivation, new(configuration, derivation, die)) { Engine = engine };
        _cadcs = [.. Enumerable.Range(0, AnalogConfiguration.Hemispheres).Select(h =>
            new Cadc(h, Registers, paths, plasticity.Sensors(h), derivation, die, noise, diagnostics))];
        Madc = new(Registers, paths, die, noise, clocks, diagnostics);
        _diagnostics = diagnostics;
    }

    public ReadoutRegisters Registers { get; } = new();

    public Madc Madc { get; }

    /// <summary>Chip cycle until which an access of this block has to wait for a conversion; 0 for other blocks.</summary>
    public long FreeFrom(OmnibusBlock block) => block.Kind == BlockKind.CadcTrigger ? _cadcs[block.Index / 2].FreeFrom : 0;

    /// <summary>What they did so far.</summary>
    public ConverterStatistics Statistics => new()
    {
        CadcConversions = _conversions,
        CadcTriggersOff = _triggersOff,
        CadcReads = _reads,
        MadcSamples = Madc.Samples,
        MadcRecorded = Madc.Recorded,
        MadcRecordingOff = Madc.RecordingOff,
        MadcLinkLost = Madc.LinkLost,
        MadcOnLink = Madc.Departed.Count,
    };

    /// <summary>Reads four CADC samples; the triggering kind converts first.</summary>
    public uint ReadCadc(OmnibusBlock block, int offset, long cycle)
    {
        Cadc cadc = _cadcs[block.Index / 2];
        _reads++;
        if (block.Kind == BlockKind.CadcTrigger && !cadc.IsEnabled)
        {
            _triggersOff++;
            _diagnostics.Add(EmulatorDiagnosticKind.Cause,
                $"{block.Name}: a trigger read the last samples, the converter is off (CADCConfig.enable)");
        }
        else if (block.Kind == BlockKind.CadcTrigger)
        {
            _conversions++;
            cadc.Convert(offset / QuadsPerRow, cycle, cycle + _engine.SystemTimeOffset);
        }
        return cadc.Quad(acausal: block.Index % 2 != 0, offset % QuadsPerRow);
    }
}
