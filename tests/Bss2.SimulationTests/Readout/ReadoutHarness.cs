using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Runtime.BringUp;

namespace Bss2.SimulationTests.Readout;

/// <summary>
/// Programs for one or a few neurons and the converters, through registers alone: nominal codes of the 6/6 µs operating point, CADC and
/// MADC set up as a user would.
/// </summary>
internal sealed class ReadoutHarness(EmulatorOptions options) : IAsyncDisposable
{
    public const int CyclesPerUs = 125, SettleMs = 50, LeakCode = 700, ThresholdCode = 475;

    /// <summary>C / g of the ideal die at these codes, s.</summary>
    public const double TauSeconds = 66.5 * 36.5e-15 * 0.6 / (248 * 0.98e-9);

    private readonly List<(int Neuron, NeuronConfig Config)> _pending = [];
    private readonly Dictionary<int, bool[]> _columns = [];
    private bool _broughtUp;

    public EmulatorExecutor Chip { get; } = new(options);

    /// <summary>Runs before all else.</summary>
    public PlaybackProgram BringUp { get; init; } = SystemInit.Program(new());

    public PlaybackProgramBuilder Builder { get; private set; } = new();

    /// <summary>Switches of a neuron that fires, has both inputs and is read through its amplifier.</summary>
    public static NeuronConfig Neuron => new()
    {
        EnFire = true, EnThreshComp = true, EnSyninExc = true, EnSyninInh = true, EnSyninExcSmallCap = true, EnSyninInhSmallCap = true,
        MemCapSize = 63, EnResetMul = true, EnReadoutAmp = true, EnReadout = true,
    };

    public async Task<PlaybackResult> RunAsync()
    {
        if (!_broughtUp)
        {
            await Chip.ExecuteAsync(BringUp, TestContext.Current.CancellationToken);
            _broughtUp = true;
        }
        Builder.Barrier(Barriers.Omnibus);
        PlaybackResult result = await Chip.ExecuteAsync(Builder.Build(), TestContext.Current.CancellationToken);
        Builder = new();
        return result;
    }

    /// <summary>Lets all cells settle; circuits that were added are switched on only then, so that nothing is integrated meanwhile.</summary>
    public void Settle()
    {
        Builder.Barrier(Barriers.Omnibus).Wait(SettleMs * 1000 * CyclesPerUs);
        foreach ((int neuron, NeuronConfig config) in _pending)
        {
            Configure(neuron, config);
        }
        _pending.Clear();
        Builder.Barrier(Barriers.Omnibus);
    }

    public void WaitUs(double us) => Builder.Wait((uint)Math.Round(us * CyclesPerUs));

    public void Shared(int block, int row, int code) =>
        Builder.Write(new CapMemCellAddress(new(block), new CapMemRow(row), new CapMemColumn(128)), new CapMemCell { Value = code });

    public void Cell(int neuron, int row, int code) => Builder.Write(new AtomicNeuron(neuron).Cell(new(row)), new CapMemCell { Value = code });

    public void Configure(int neuron, NeuronConfig config) => Builder.Write(new AtomicNeuron(neuron), config);

    /// <summary>A neuron with its cells and its column switched on; refractory time 2 µs on the fast clock.</summary>
    public void AddNeuron(int neuron, NeuronConfig config, int leak = LeakCode, int threshold = ThresholdCode, int reset = 700)
    {
        foreach ((int row, int code) in new[]
        {
            (0, leak), (1, reset), (2, threshold), (8, 248), (9, 1012), (10, 250), (12, 310), (13, 500), (14, 250), (16, 310), (17, 500),
        })
        {
            Cell(neuron, row, code);
        }
        _pending.Add((neuron, config));
        var at = new AtomicNeuron(neuron);
        Builder.Write(at.Backend, new NeuronBackendConfig { AddressOut = neuron % 256, RefractoryTime = 31, SelectInputClock = 1, EnSpikeOut = true });
        int quad = SynapseQuadAddress.QuadOf(at.SynapseColumn).Value, entry = SynapseQuadAddress.EntryOf(at.SynapseColumn).Value;
        var columns = new ColumnQuad(at.Hemisphere, new(quad));
        _columns.TryAdd(columns.Value, new bool[4]);
        bool[] on = _columns[columns.Value];
        on[entry] = true;
        Builder.Write(columns,
            new ColumnCurrentQuad { EnableSynapticCurrentExcitatory = on, EnableSynapticCurrentInhibitory = on });
        Builder.Write(columns,
            new ColumnCorrelationQuad { EnableCadcNeuronReadoutCausal = on, EnableCadcNeuronReadoutAcausal = on });
    }

    /// <summary>Driver 0 of the top half passes every event of label 0 on, excitatory.</summary>
    public void OpenDriver() =>
        Builder.Write(new SynapseDriver(0), new SynapseDriverConfig { EnReceiver = true, RowAddressCompareMask = 0, RowModeBottom = 1 });

    /// <summary>Weight in that driver's row, and 0 in the other three columns of the quad.</summary>
    public void SetSynapse(int column, int weight)
    {
        var at = new SynapseColumn(column);
        int entry = SynapseQuadAddress.EntryOf(at).Value;
        Builder.Write(new SynapseQuadAddress(new(0), new SynapseDriver(0).BottomRow, SynapseQuadAddress.QuadOf(at)),
            new SynapseWeightQuad { Values = [.. Enumerable.Range(0, 4).Select(e => e == entry ? weight : 0)] });
    }

    /// <summary>Read-out amplifiers, refractory clock, events to the host.</summary>
    public void SetUpCommon()
    {
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            Builder.Write(new CapMemBlock(block), new CapMemBlockConfig());
            Shared(block, 18, 110);
            Shared(block, 8, 1000);
        }
        for (int side = 0; side < NeuronBackendBlock.Count; side++)
        {
            Builder.Write(new NeuronBackendBlock(side), new CommonNeuronBackendConfig { ClockScaleFast = 3 });
        }
        for (int node = 0; node < CrossbarNodeAddress.Count; node++)
        {
            CrossbarNodeAddress at = new(node);
            bool open = at.Output.Value >= 8 ? at.Input.Value < 8 : at.Input.Value == 8 && at.Output.Value < 4;
            Builder.Write(at, new CrossbarNode { Mask = 0, Target = open ? 0 : 1 });
        }
        Builder.Write(new Hemisphere(0), new CommonPADIBusConfig { EnableSpl1 = [true, true, true, true] });
    }

    /// <summary>CADCs at their nominal codes with digital offsets of 0.</summary>
    public void SetUpCadc(int rampOffset = 100, int rampSlope = 200)
    {
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            foreach ((int row, int code) in new[] { (4, rampOffset), (5, 400), (15, rampSlope), (16, 1022), (17, 400) })
            {
                Shared(block, row, code);
            }
        }
        for (int channel = 0; channel < CadcChannel.Count; channel++)
        {
            Builder.Write(new CadcChannel(channel), new CADCChannelConfig());
        }
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            Builder.Write(new Hemisphere(h), new CADCConfig { Enable = true });
            Builder.Write(new Hemisphere(h), new CommonCorrelationConfig());
        }
    }

    /// <summary>Reads all 512 channels of a hemisphere at once: [causal 0..255, acausal 256..511].</summary>
    public Func<PlaybackResult, int[]> ReadCadc(int hemisphere, int row = 0)
    {
        var quads = new Ticket<CADCSampleQuad>[128];
        for (int k = 0; k < 128; k++)
        {
            int acausal = k / 64, buffered = k == 0 ? 0 : 1;
            quads[k] = Builder.Read<CADCSampleQuad, CadcSampleQuad>(
                new(65536 * hemisphere + 32768 * buffered + 16384 * acausal + 64 * row + k % 64));
        }
        return result =>
        {
            int[] samples = new int[512];
            for (int k = 0; k < 128; k++)
            {
                IReadOnlyList<int> four = quads[k].Read(result).Samples;
                for (int entry = 0; entry < 4; entry++)
                {
                    samples[256 * (k / 64) + 8 * (k % 64 % 32) + 2 * entry + k % 64 / 32] = four[entry];
                }
            }
            return samples;
        };
    }

    /// <summary>The MADC looks at the even line of a hemisphere on buffer 0, the odd one on buffer 1; awake.</summary>
    public void SetUpMadc(int hemisphere, int samples, int inputLength = 0, int first = 0)
    {
        bool[] even = [hemisphere == 0, hemisphere == 1, false, false], odd = [false, false, hemisphere == 0, hemisphere == 1];
        Builder.Write(new ReadoutSourceSelection { NeuronEven = even, NeuronOdd = odd });
        Builder.Write(new MADCConfig { NumberOfSamples = samples, ActiveMuxInputSelectLength = inputLength, ActiveMuxInitiallySelectedInput = first });
        Builder.Write(new MADCControl { WakeUp = true, EnablePreAmplifier = true });
        Builder.Write(new EventRecordingConfig { EnableEventRecording = true }).Barrier(Barriers.Omnibus);
        WaitUs(10);
    }

    public void Synchronise() => Builder.Write(new SystimeSync()).Barrier(Barriers.Systime);

    public void StartMadc(bool powerDown = true, bool continuous = false) => Builder.Write(new MADCControl
    {
        StartRecording = true, EnablePreAmplifier = true, EnablePowerDownAfterSampling = powerDown, EnableContinuousSampling = continuous,
    });

    public ValueTask DisposeAsync() => Chip.DisposeAsync();
}
