using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>
/// An analog core without digital logic: codes are set and settled, PADI events are given, and the smallest possible backend turns each
/// firing into a refractory period.
/// </summary>
internal sealed class AnalogHarness
{
    public const int CyclesPerUs = 250, LeakCode6Us = 248, TauCode6Us = 250;

    private const int RowsPerDriver = 2, DacRow = 8, SharedColumn = 128;
    private const long LongAgo = -50_000_000;

    private readonly SortedSet<(long Cycle, int Neuron, BackendEdgeKind Kind)> _edges = [];
    private readonly Queue<PadiPulse> _pulses = [];
    private readonly List<Firing> _fired = [];

    public AnalogHarness(EmulatorOptions options, int neurons, int leakCode = 700, int thresholdCode = 475,
        int leakBias = LeakCode6Us, int tauCode = TauCode6Us, int dac = 1000)
    {
        Neurons = neurons;
        for (int n = 0; n < neurons; n++)
        {
            Configuration.Circuits[n] = new()
            {
                EnableFire = true, EnableThresholdComparator = true, EnableExcitatory = true, EnableInhibitory = true,
                ExcitatorySmallCapacitance = true, InhibitorySmallCapacitance = true, ResetMultiply = true, MembraneCapacitance = 63,
            };
            Configuration.ColumnCurrents[n] = new() { Excitatory = true, Inhibitory = true };
            foreach ((int row, int code) in new[]
            {
                (0, leakCode), (1, 700), (2, thresholdCode), (8, leakBias), (9, 1012), (10, tauCode), (12, 310), (13, 500), (14, tauCode),
                (16, 310), (17, 500),
            })
            {
                Write(n, row, code, LongAgo);
            }
        }
        for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
        {
            Configuration.WriteCapMem(block, AnalogConfiguration.CapMemColumns * DacRow + SharedColumn, (ushort)dac, LongAgo);
        }
        Engine = AnalogEngines.Create(options, Configuration);
    }

    public AnalogConfiguration Configuration { get; } = new();

    public IAnalogEngine Engine { get; }

    public int Neurons { get; }

    public long RefractoryCycles { get; init; } = 60 * CyclesPerUs;

    public long Now { get; private set; }

    public List<Firing> Firings { get; } = [];

    public void Write(int neuron, int row, int code, long cycle) => Configuration.WriteCapMem(neuron / 256 * 2 + neuron % 256 / 128,
        AnalogConfiguration.CapMemColumns * row + neuron % 128, (ushort)code, cycle);

    /// <summary>Signed weight of an input (0..7, row select 4 · input, label 1) on a neuron of the top row, spread over four row pairs.</summary>
    public void Connect(int input, int neuron, int weight)
    {
        for (int pair = 0, left = Math.Abs(weight); pair < 4; pair++)
        {
            int driver = 4 * (4 * input + pair), part = Math.Min(63, left);
            left -= part;
            Configuration.SynapseDrivers[driver] = new()
            {
                EnableReceiver = true, EnableAddressOut = true, CompareMask = 0b11100, BottomExcitatory = true, TopInhibitory = true,
            };
            int synapse = (RowsPerDriver * driver + (weight < 0 ? 1 : 0)) * AnalogConfiguration.Columns + neuron;
            (Configuration.Weights[synapse], Configuration.Labels[synapse]) = ((byte)part, 1);
        }
        Configuration.SynapseVersion++;
    }

    /// <summary>Sends an event; events must come in time order.</summary>
    public void Send(int input, long cycle) => _pulses.Enqueue(new(cycle, 0, 0, (byte)(4 * input), 1));

    public void Edge(long cycle, int neuron, BackendEdgeKind kind) => _edges.Add((cycle, neuron, kind));

    public void RunTo(long cycle, Action<long>? eachStep = null)
    {
        int length = Engine.StepCycles;
        var pulses = new List<PadiPulse>();
        var edges = new List<BackendEdge>();
        while (Now + length <= cycle)
        {
            pulses.Clear();
            edges.Clear();
            while (_pulses.TryPeek(out PadiPulse pulse) && pulse.Cycle < Now + length)
            {
                pulses.Add(_pulses.Dequeue());
            }
            while (_edges.Count > 0 && _edges.Min.Cycle < Now + length)
            {
                edges.Add(new(_edges.Min.Cycle, _edges.Min.Neuron, _edges.Min.Kind));
                _edges.Remove(_edges.Min);
            }
            _fired.Clear();
            Engine.Step(Now, pulses.ToArray(), edges.ToArray(), _fired);
            Now += length;
            foreach (Firing firing in _fired)
            {
                Firings.Add(firing);
                Edge(firing.Cycle + RefractoryCycles, firing.Neuron, BackendEdgeKind.ResetEnd);
                Edge(firing.Cycle + RefractoryCycles, firing.Neuron, BackendEdgeKind.RefractoryEnd);
            }
            eachStep?.Invoke(Now);
        }
    }
}
