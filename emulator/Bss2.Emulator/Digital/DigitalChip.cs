using Bss2.Emulator.Analog;
using Bss2.Emulator.Faults;
using Bss2.Emulator.Readout;

namespace Bss2.Emulator.Digital;

/// <summary>The chip: event-driven digital logic around the analog core. Wiring only.</summary>
/// <remarks>
/// Cycles are 4 ns since power-on. A register access at a cycle acts at that cycle. Where no neuron can reach a synapse, or only those of
/// the other half, the analog core runs ahead through whole stretches; else it stops where a firing could come back.
/// </remarks>
internal sealed class DigitalChip : IDisposable
{
    // A firing in a cycle is at the crossbar this much later, and so can a pulse not be for the whole way.
    private const int ToCrossbar = EventTiming.ComparatorToCrossbarCycles + 1;
    private const int Feedback = EventTiming.ComparatorToCrossbarCycles + EventTiming.NeuronCrossbarToPadiCycles - 1;

    private const int LongestWayBack = Feedback + EventTiming.EventOutputDepth + EventTiming.CrossbarOutputDepth
        + EventTiming.PadiQueueDepth * EventTiming.PadiExtendedSpacingCycles + 1;

    private const int LookCycles = 10;

    private readonly AnalogConfiguration _analog = new();
    private readonly NeuronBackends _backends;
    private readonly IAnalogEngine _engine;
    private readonly SynapsePlasticity _plasticity;
    private readonly SynapseWrites _synapseWrites = new();
    private readonly List<Firing> _fired = [];
    private FeedPlan _plan;
    private int _fabricVersion = -1, _circuitVersion = -1;
    private long _inStepUntil;

    public DigitalChip(EmulatorOptions options)
    {
        Faults = options.Faults is { } faults ? new(faults) : FaultMap.None;
        Links = new(Faults.Flaps);
        Diagnostics = new(options.Strict, options.Log);
        _engine = AnalogEngines.Create(options, _analog);
        _plasticity = new(options, _analog);
        Converters = new(options, _analog, _engine, _plasticity, Links.Clocks, Diagnostics);
        _backends = new(_analog.Refractory, _engine);
        Fabric = new(Counters, Links, Faults) { Accept = _plasticity.Accept };
        SynapticEvents = new(_analog);
        Registers = new(_analog, _backends, Fabric, Converters, _plasticity, Links, Faults, ResetNeuron);
    }

    /// <summary>What it has to say about what programs do with it.</summary>
    public EmulatorDiagnostics Diagnostics { get; }

    public SpikeCounters Counters { get; } = new();

    /// <summary>Synaptic events so far.</summary>
    public SynapticEventCounter SynapticEvents { get; }

    /// <summary>Cycles that the MADC has sampled so far.</summary>
    public long MadcCycles { get; private set; }

    public HighSpeedLinks Links { get; }

    /// <summary>What is broken on purpose.</summary>
    public FaultMap Faults { get; }

    public EventFabric Fabric { get; }

    public ChipRegisters Registers { get; }

    public Converters Converters { get; }

    public IAnalogEngine Engine => _engine;

    public AnalogConfiguration Analog => _analog;

    public void Dispose() => _engine.Dispose();

    /// <summary>First cycle that is not integrated yet.</summary>
    public long Now { get; private set; }

    /// <summary>Whether the chip can take a write before it has run up to its cycle: the analog core sees it in time all the same.</summary>
    public bool TakesAhead(OmnibusBlock block, uint address, uint value) => SynapseWrites.Takes(block.Kind)
        || block.Kind is BlockKind.NeuronReset or BlockKind.NeuronResetQuad
        || (_engine.RunsAhead && Registers.IsClockChange(block, address, value));

    /// <summary>Whether an access concerns nothing but what is counted (<see cref="CountUpTo"/>).</summary>
    public static bool OnlyCounts(BlockKind kind) =>
        kind is BlockKind.SpikeCounterRead or BlockKind.SpikeCounterReset or BlockKind.InputDrops or BlockKind.OutputEvents;

    /// <summary>Writes a register at a cycle, which is not before any earlier one; unless it is taken ahead, the chip has run up to it.</summary>
    public void Write(OmnibusBlock block, uint address, uint value, long cycle)
    {
        if (SynapseWrites.Takes(block.Kind) && cycle > Now)
        {
            _synapseWrites.Add(block, address, value, cycle);
        }
        else
        {
            Registers.Write(block, address, value, cycle);
        }
    }

    /// <summary>Runs up to a cycle.</summary>
    public void AdvanceTo(long cycle)
    {
        while (Now < cycle)
        {
            if (_fabricVersion != Fabric.Version || _circuitVersion != _analog.CircuitVersion)
            {
                Plan();
            }
            // A recording MADC looks at membranes every 40 ns.
            bool looks = Converters.Madc.IsRecording;
            long start = Now, until = looks ? Math.Min(cycle, Now + LookCycles) : cycle;
            bool waits = _plan.Source is not null && _synapseWrites.First < until;
            Now = _plan.RunsAhead && _engine.RunsAhead && Now >= _inStepUntil && !waits ? RunAhead(until) : RunInStep(until);
            if (looks)
            {
                Converters.Madc.Sample(start, Now, _engine.SystemTimeOffset);
                MadcCycles += Now - start;
            }
            _plasticity.Trim(Now);
            Fabric.Leave(Now, _engine.SystemTimeOffset);
            Fabric.DropPulses(Now, SynapticEvents);
            _backends.DropResets(Now);
            _analog.Refractory.Forget(Now);
            _synapseWrites.CarryOut(Now, Registers);
        }
        _synapseWrites.CarryOut(cycle, Registers);
    }

    /// <summary>
    /// Brings counters and events up to a cycle. While all circuits are held in reset the analog core may stay behind, so that reading many
    /// counters, one a cycle, does not cut it into pieces of a cycle.
    /// </summary>
    public void CountUpTo(long cycle)
    {
        if (!MayStayBehind(cycle))
        {
            AdvanceTo(cycle);
            return;
        }
        Take(Fabric.Inbound, cycle);
        Take(Fabric.Loop, cycle);
        Fabric.Leave(cycle, _engine.SystemTimeOffset);
    }

    /// <summary>System time jumps to a base; what the analog core draws from then on does not depend on the chip's age.</summary>
    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        AdvanceTo(cycle);
        _engine.SynchroniseSystemTime(cycle, systemTime);
    }

    /// <summary>Drives the reset pin: on release, digital configuration and events are back at power-on; CapMem voltages decay on.</summary>
    /// <remarks>Link-and-playback 3.2: chip state goes to reset values.</remarks>
    public void HoldReset(bool active, long cycle)
    {
        AdvanceTo(cycle);
        if (active)
        {
            Registers.Reset(cycle);
        }
    }

    // All resets are integrated, none of their circuits counts before the cycle, and no membrane is looked at.
    private bool MayStayBehind(long cycle) => _fabricVersion == Fabric.Version && _circuitVersion == _analog.CircuitVersion
        && _plan is { RunsAhead: true, Source: null } && _engine.RunsAhead && Now >= _inStepUntil && !Converters.Madc.IsRecording
        && _backends.Resets.IsEmpty && cycle <= _backends.BlindUntil(_analog);

    private void Plan()
    {
        (_fabricVersion, _circuitVersion) = (Fabric.Version, _analog.CircuitVersion);
        _plan = FeedPlan.Of(Fabric, _analog);
        // What is on its way back under the old plan must be through first.
        _inStepUntil = Fabric.Loop.Count > 0 ? Now + LongestWayBack : 0;
    }

    // All pulses of a half are known before it runs: those from outside, and for a fed half those of the other one.
    private long RunAhead(long cycle)
    {
        Take(Fabric.Inbound, cycle);
        if (_plan.Source is not { } source)
        {
            Take(Fabric.Loop, cycle);
            long all = Integrate(Written(cycle), long.MaxValue, null);
            Route(allKnown: true);
            return all;
        }
        long reached = Integrate(cycle, long.MaxValue, source);
        Route(allKnown: false);
        Take(Fabric.Loop, reached);
        Integrate(reached, long.MaxValue, 1 - source);
        Route(allKnown: false);
        return reached;
    }

    // Events up to the first moment at which a firing from now on could meet them, then on to the next event that is known.
    private long RunInStep(long cycle)
    {
        long known = Math.Min(cycle, Now + ToCrossbar);
        TakeTogether(known);
        long next = Math.Min(Fabric.Inbound.HeadCycle, Fabric.Loop.HeadCycle), end = Math.Min(cycle, Math.Max(known, next));
        long reached = Integrate(Written(end), Feedback, null);
        Route(allKnown: false);
        TakeTogether(reached);
        return reached;
    }

    // Where a stretch ends whose pulses all find the synapses as they are now: at the first write that is followed by a pulse, or at that pulse.
    private long Written(long end)
    {
        long pulse = Fabric.Pulses.Length > 0 ? Fabric.Pulses[0].Cycle : long.MaxValue, write = _synapseWrites.First;
        return write >= end ? end : Math.Min(end, pulse >= write ? pulse : write);
    }

    private void TakeTogether(long before)
    {
        Agenda inbound = Fabric.Inbound, loop = Fabric.Loop;
        while (Math.Min(inbound.HeadCycle, loop.HeadCycle) < before)
        {
            Fabric.Process((loop.IsBefore(inbound) ? loop : inbound).Take());
        }
    }

    private void Take(Agenda agenda, long before)
    {
        while (agenda.HeadCycle < before)
        {
            Fabric.Process(agenda.Take());
        }
    }

    private long Integrate(long end, long feedback, int? hemisphere)
    {
        ReadOnlySpan<BackendReset> resets = _backends.Resets;
        int count = resets.Length;
        while (count > 0 && resets[count - 1].Cycle >= end)
        {
            count--;
        }
        return _engine.Advance(new()
        {
            Start = Now, End = end, Pulses = Fabric.Pulses, Resets = resets[..count], FeedbackCycles = feedback, Hemisphere = hemisphere,
        }, _fired);
    }

    // If all other events are known up to the firings, each leaves as soon as none can come before it, so that few are under way at a time.
    private void Route(bool allKnown)
    {
        long offset = _engine.SystemTimeOffset;
        bool tracking = _plasticity.IsTracking;
        foreach (Firing firing in _fired)
        {
            if (allKnown)
            {
                Fabric.Leave(firing.Cycle, offset);
            }
            Counters.NeuronFirings++;
            _backends.Fired(firing.Neuron);
            if (tracking)
            {
                Post(firing.Neuron, firing.Cycle);
                foreach (int slave in _analog.SlavesOf(firing.Neuron))
                {
                    Post(slave, firing.Cycle);
                }
            }
            if (!_backends.SpikeOut(firing.Neuron))
            {
                Counters.SpikeOutputOff++;
            }
            else if (!_backends.EventRegisters(firing.Neuron))
            {
                Counters.EventRegistersOff++;
            }
            else
            {
                Fabric.FromNeuron(FeedPlan.EventOutputOf(firing.Neuron), _backends.AddressOf(firing.Neuron), firing.Cycle);
            }
        }
        _fired.Clear();
    }

    // What fires, for whatever reason, tells the synapses of its column.
    private void Post(int neuron, long cycle)
    {
        if (_plasticity.IsTracking && !_backends.PostOverwrite(neuron))
        {
            _plasticity.Take(new(cycle, neuron));
        }
    }

    private void ResetNeuron(int neuron, long cycle)
    {
        // An artificial reset takes the fire path and needs en_fire (analog-core 1.4).
        if (!_analog.Circuits[neuron].EnableFire)
        {
            return;
        }
        Counters.NeuronResets++;
        _backends.Reset(neuron, cycle);
        Post(neuron, cycle);
    }
}
