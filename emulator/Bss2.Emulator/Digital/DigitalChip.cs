using Bss2.Emulator.Analog;
using Bss2.Emulator.Readout;

namespace Bss2.Emulator.Digital;

/// <summary>The chip: event-driven digital logic around the fixed steps of the analog core. Wiring only.</summary>
/// <remarks>
/// Cycles are 4 ns since power-on. A register access at a cycle acts before the analog step that contains it, at most one step early
/// (analog-core 8.5). All event latencies that lead back into the analog core are at least a step long, so everything that acts inside a
/// step is known before it.
/// </remarks>
internal sealed class DigitalChip
{
    private readonly AnalogConfiguration _analog = new();
    private readonly Agenda _agenda = new();
    private readonly NeuronBackends _backends;
    private readonly IAnalogEngine _engine;
    private readonly List<BackendEdge> _edges = [];
    private readonly List<Firing> _fired = [];
    private long _stepStart;

    public DigitalChip(EmulatorOptions options)
    {
        _engine = AnalogEngines.Create(options, _analog);
        Converters = new(options, _analog, _engine);
        _backends = new(_agenda);
        Fabric = new(_agenda, Counters);
        Registers = new(_analog, _backends, Fabric, Converters, ResetNeuron);
    }

    public SpikeCounters Counters { get; } = new();

    public EventFabric Fabric { get; }

    public ChipRegisters Registers { get; }

    public Converters Converters { get; }

    public IAnalogEngine Engine => _engine;

    public AnalogConfiguration Analog => _analog;

    /// <summary>First cycle that is not integrated yet.</summary>
    public long Now => _stepStart;

    /// <summary>Runs all whole steps that end at or before a cycle.</summary>
    public void AdvanceTo(long cycle)
    {
        int length = _engine.StepCycles;
        while (_stepStart + length <= cycle)
        {
            Step(length);
        }
    }

    /// <summary>System time jumps to a base; the step grid starts anew there, so that a batch does not depend on the chip's age.</summary>
    public void SynchroniseSystemTime(long cycle, long systemTime)
    {
        AdvanceTo(cycle);
        // The rest of the last step, at most 36 ns, is not integrated.
        _stepStart = cycle;
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

    private void Step(int length)
    {
        long end = _stepStart + length;
        if (_agenda.HeadCycle < end)
        {
            while (_agenda.HeadCycle < end)
            {
                AgendaItem item = _agenda.Take();
                if (item.Kind != AgendaKind.Edge)
                {
                    Fabric.Process(item, _engine.SystemTimeOffset);
                }
                else if (_backends.TryEdge(item, out BackendEdge edge))
                {
                    _edges.Add(edge);
                }
            }
        }
        _engine.Step(_stepStart, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Fabric.Pulses),
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_edges), _fired);
        if (Converters.Madc.IsRecording)
        {
            Converters.Madc.Sample(_stepStart, end, _engine.SystemTimeOffset);
        }
        _stepStart = end;
        if (Fabric.Pulses.Count > 0)
        {
            Fabric.ClearPulses();
        }
        _edges.Clear();
        if (_fired.Count > 0)
        {
            foreach (Firing firing in _fired)
            {
                Counters.NeuronFirings++;
                _backends.Fire(firing.Neuron, firing.Cycle, fromComparator: true);
                foreach (int slave in _analog.SlavesOf(firing.Neuron))
                {
                    _backends.Follow(slave, firing.Cycle);
                }
                Emit(firing.Neuron, firing.Cycle);
            }
            _fired.Clear();
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
        _backends.Fire(neuron, cycle, fromComparator: false);
    }

    private void Emit(int neuron, long cycle)
    {
        if (!_backends.SpikeOut(neuron))
        {
            Counters.SpikeOutputOff++;
        }
        else if (!_backends.EventRegisters(neuron))
        {
            Counters.EventRegistersOff++;
        }
        else
        {
            Fabric.FromNeuron(neuron % AnalogConfiguration.Columns / 32, _backends.AddressOf(neuron), cycle);
        }
    }
}
