using Bss2.Emulator;
using Bss2.Hal.Containers;
using Bss2.Hal.Coordinates;
using Bss2.Hal.Playback;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Runtime.Placement;
using Bss2.Spikes;

namespace Bss2.Cli.Bench.Suites;

/// <summary>An emulated chip with one row of synapses per source, set up by register writes, and a program of Poisson inputs.</summary>
/// <remarks>The Brian2 case of performance 4: 6/6 µs, refractory time 2 µs, 10 kHz of hardware time per input.</remarks>
internal sealed class DrivenChip : IAsyncDisposable
{
    private const double RatePerInput = 10e3, CycleSeconds = 8e-9;
    private const int Excitatory = 1, Inhibitory = 2, Lanes = PadiBus.Count, AllBits = 31, SettleMs = 100, CyclesPerMs = 125_000, Closed = 1;
    private const int TopLabel = 1, RecurrentLabel = 32;

    private readonly int _inputs, _neurons;
    private readonly bool _recurrent;
    private readonly ChipSession _session;
    private readonly PlaybackProgram _program;

    private DrivenChip(EmulatorOptions options, double seconds, int neurons, int inputs, bool recurrent)
    {
        (Seconds, _neurons, _inputs, _recurrent) = (seconds, neurons, inputs, recurrent);
        _session = new(new EmulatorExecutor(options));
        _program = Drive();
    }

    /// <summary>Chip time of the program, s.</summary>
    public double Seconds { get; }

    /// <summary>Input events of the program.</summary>
    public int Events { get; private set; }

    /// <summary>512 neurons, all of which hear 256 excitatory inputs.</summary>
    public static DrivenChip Full(EmulatorOptions options, double seconds) => new(options, seconds, AtomicNeuron.Count, 256, recurrent: false);

    /// <summary>128 neurons, all of which hear 128 excitatory inputs and, inhibited, each other.</summary>
    public static DrivenChip Recurrent(EmulatorOptions options, double seconds) => new(options, seconds, 128, 128, recurrent: true);

    /// <summary>Runs the program; the first time after setting the chip up.</summary>
    /// <returns>Spikes that came back.</returns>
    public int Run()
    {
        if (_session.State != ChipSessionState.Open)
        {
            _session.OpenAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            Execute(Configuration());
        }
        return Execute(_program).Spikes.Count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private PlaybackResult Execute(PlaybackProgram program) =>
        _session.ExecuteAsync(program, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private PlaybackProgram Drive()
    {
        var random = SeedTree.Root(1);
        var b = new PlaybackProgramBuilder();
        uint now = 0, end = (uint)(Seconds / CycleSeconds);
        double time = 0;
        b.Setup();
        for (ulong k = 0; ; k++, Events++)
        {
            time -= Math.Log(1 - random.Child(1).Uniform(k)) / (RatePerInput * _inputs * CycleSeconds);
            uint at = Math.Max(now + 1, (uint)time);
            if (at >= end)
            {
                return b.WaitUntil(end).Barrier(Barriers.Omnibus).Build();
            }
            if (at > now + 1)
            {
                b.WaitUntil(at - 1);
            }
            b.Spike(Label(random.Child(2).Integer(k, _inputs)));
            now = at;
        }
    }

    // Input i stands on bus i mod 4 at the position (i / 4) mod 32: beyond 128, on the top row of the same driver.
    private SpikeLabel Label(int input)
    {
        int position = input / Lanes % SynapseDriver.PerBus;
        return _recurrent ? SpikeLabel.ForInput(input % Lanes, 0, position)
            : SpikeLabel.ForInput(input % Lanes, position, input / SynapseDriver.PerHemisphere);
    }

    private PlaybackProgram Configuration()
    {
        var layer = new LifLayer("driven", _neurons, new() { MembraneTimeConstantUs = 6, SynapticTimeConstantUs = 6, RefractoryUs = 2 });
        OperatingPoint point = OperatingPoint.For(layer);
        var b = new PlaybackProgramBuilder();
        b.Write(new SynapseBiasSelection());
        for (int block = 0; block < CapMemBlock.Count; block++)
        {
            b.Write(new CapMemBlock(block), new CapMemBlockConfig());
            b.Write(new CapMemCellAddress(new(block), new CapMemRow(CircuitRow.SharedSynapseDac), new CapMemColumn(CircuitRow.SharedColumn)),
                new CapMemCell { Value = OperatingPoint.DacCode });
        }
        for (int block = 0; block < NeuronBackendBlock.Count; block++)
        {
            b.Write(new NeuronBackendBlock(block), new CommonNeuronBackendConfig { ClockScaleFast = point.ClockScale });
        }
        AppendRouting(b);
        AppendSynapses(b, point);
        for (int n = 0; n < _neurons; n++)
        {
            AppendNeuron(b, new(n), point);
        }
        return b.Barrier(Barriers.Omnibus).Wait(SettleMs * CyclesPerMs).Build();
    }

    private void AppendNeuron(PlaybackProgramBuilder b, AtomicNeuron neuron, OperatingPoint point)
    {
        foreach ((int row, int code) in point.Codes)
        {
            b.Write(neuron.Cell(new CapMemRow(row)), new CapMemCell { Value = code });
        }
        b.Write(neuron.Backend, new NeuronBackendConfig
        {
            AddressOut = RecurrentLabel + neuron.Value % SynapseDriver.PerBus, RefractoryTime = point.RefractoryTicks, SelectInputClock = 1,
            EnSpikeOut = true,
        });
        b.Write(neuron, new CircuitSettings { Codes = point.Codes }.Switches());
    }

    private void AppendRouting(PlaybackProgramBuilder b)
    {
        for (int node = 0; node < CrossbarNodeAddress.Count; node++)
        {
            var address = new CrossbarNodeAddress(node);
            int input = address.Input.Value, output = address.Output.Value, lane = input - NeuronEventOutput.Count;
            bool open = input < NeuronEventOutput.Count
                ? output >= Hemisphere.Count * Lanes || (_recurrent && output < Lanes)
                : lane < Lanes && output < Hemisphere.Count * Lanes && output % Lanes == lane;
            b.Write(address, open ? new CrossbarNode() : new CrossbarNode { Target = Closed });
        }
        for (int h = 0; h < Hemisphere.Count; h++)
        {
            b.Write(new Hemisphere(h), new CommonPADIBusConfig { EnableSpl1 = [true, true, true, true] });
        }
    }

    private void AppendSynapses(PlaybackProgramBuilder b, OperatingPoint point)
    {
        bool[] all = [true, true, true, true];
        // On the average a membrane stands a little below its threshold, and fluctuations fire it.
        double perInput = 0.9 / (RatePerInput * _inputs * 6e-6);
        int weight = (int)Math.Round(perInput * point.UnitsPerModelWeight), inhibition = Math.Max(1, weight / 4);
        foreach (Hemisphere h in Enumerable.Range(0, Hemisphere.Count).Select(h => new Hemisphere(h)))
        {
            for (int quad = 0; quad < SynapseQuadColumn.Count; quad++)
            {
                b.Write(new ColumnQuad(h, new(quad)), new ColumnCurrentQuad { EnableSynapticCurrentExcitatory = all, EnableSynapticCurrentInhibitory = all });
            }
            for (int k = 0; k < SynapseDriver.PerHemisphere; k++)
            {
                var driver = new SynapseDriver(h.Value * SynapseDriver.PerHemisphere + k);
                b.Write(driver, new SynapseDriverConfig
                {
                    EnReceiver = true, RowAddressCompareMask = _recurrent ? 0 : AllBits, RowModeBottom = Excitatory,
                    RowModeTop = _recurrent ? Inhibitory : Excitatory,
                });
                AppendRow(b, h, driver.BottomRow, weight, _recurrent ? driver.PositionOnBus : 0);
                AppendRow(b, h, driver.TopRow, _recurrent ? inhibition : weight, _recurrent ? RecurrentLabel + driver.PositionOnBus : TopLabel);
            }
        }
    }

    private static void AppendRow(PlaybackProgramBuilder b, Hemisphere h, SynapseRow row, int weight, int label)
    {
        for (int quad = 0; quad < SynapseQuadColumn.Count; quad++)
        {
            b.Write(new SynapseQuadAddress(h, row, new(quad)), new SynapseWeightQuad { Values = [weight, weight, weight, weight] });
            b.Write(new SynapseQuadAddress(h, row, new(quad)), new SynapseLabelQuad { Values = [label, label, label, label] });
        }
    }
}
