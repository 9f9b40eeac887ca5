using Bss2.Emulator;
using Bss2.Emulator.Analog;

namespace Bss2.SimulationTests.Analog;

/// <summary>
/// An analog core without digital logic: codes are set and settled, PADI events are given, and every firing has the same refractory period.
/// </summary>
internal sealed class AnalogHarness
{
    public const int CyclesPerUs = 250, LeakCode6Us = 248, TauCode6Us = 250;

    private const int StepCycles = 10;
    private const int RowsPerDriver = 2, DacRow = 8, SharedColumn = 128;
    private const long LongAgo = -50_000_000;

    private readonly SortedSet<(long Cycle, int Neuron, long Release, long Counts)> _resets = [];
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

    /// <summary>See <see cref="Stretch.FeedbackCycles"/>; no firing comes back here unless a test sends it.</summary>
    public long FeedbackCycles { get; init; } = long.MaxValue;

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

    /// <summary>Resets a neuron from the digital side.</summary>
    public void Reset(long cycle, int neuron, long release, long counts) => _resets.Add((cycle, neuron, release, counts));

    /// <summary>Runs to a cycle: in one stretch, or with a look at every 40 ns.</summary>
    public void RunTo(long cycle, Action<long>? eachStep = null)
    {
        for (int n = 0; n < Neurons; n++)
        {
            Configuration.Refractory.Set(n, (int)RefractoryCycles, 0, fastClock: false);
        }
        Configuration.Refractory.SetClocks(0, LongAgo, 1, 1);
        while (Now < cycle)
        {
            long end = eachStep is null ? cycle : Math.Min(cycle, Now + StepCycles);
            PadiPulse[] pulses = [.. _pulses.Where(pulse => pulse.Cycle < end)];
            BackendReset[] resets = [.. _resets.Where(r => r.Cycle < end).Select(r => new BackendReset(r.Cycle, r.Neuron, r.Release, r.Counts))];
            _fired.Clear();
            Now = Engine.Advance(new() { Start = Now, End = end, Pulses = pulses, Resets = resets, FeedbackCycles = FeedbackCycles }, _fired);
            while (_pulses.TryPeek(out PadiPulse pulse) && pulse.Cycle < Now)
            {
                _pulses.Dequeue();
            }
            _resets.RemoveWhere(r => r.Cycle < Now);
            Firings.AddRange(_fired);
            eachStep?.Invoke(Now);
        }
    }
}
