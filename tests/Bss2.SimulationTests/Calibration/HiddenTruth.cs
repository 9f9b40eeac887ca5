using Bss2.Emulator;
using Bss2.Emulator.Analog;
using Bss2.Hal.Coordinates;
using Bss2.Runtime.Placement;

namespace Bss2.SimulationTests.Calibration;

/// <summary>What a circuit of an emulated die really is with given settings: the judge of calibrations, and of nothing else.</summary>
internal sealed class HiddenTruth
{
    private const long LongAgo = -50_000_000;

    private readonly AnalogConfiguration _configuration = new();
    private readonly CircuitDerivation _derivation;

    /// <summary>Puts settings on a die, settled.</summary>
    public HiddenTruth(int? die, IReadOnlyList<AtomicNeuron> circuits, IReadOnlyList<CircuitSettings> settings, IReadOnlyList<int> dac)
    {
        for (int block = 0; block < AnalogConfiguration.CapMemBlocks; block++)
        {
            _configuration.WriteCapMem(block, AnalogConfiguration.CapMemColumns * CircuitRow.SharedSynapseDac + CircuitRow.SharedColumn, (ushort)dac[block], LongAgo);
        }
        for (int i = 0; i < circuits.Count; i++)
        {
            _configuration.Circuits[circuits[i].Value] = new()
            {
                EnableFire = true, EnableThresholdComparator = true, EnableExcitatory = true, EnableInhibitory = true,
                ExcitatorySmallCapacitance = true, InhibitorySmallCapacitance = true, ResetMultiply = true,
                LeakMultiply = settings[i].LeakMultiply, LeakDivide = settings[i].LeakDivide,
                ExcitatoryHighResistance = settings[i].ExcitatoryHighResistance, InhibitoryHighResistance = settings[i].InhibitoryHighResistance,
                MembraneCapacitance = (byte)settings[i].MembraneCapacitor,
            };
            foreach ((int row, int code) in settings[i].Codes)
            {
                _configuration.WriteCapMem(circuits[i].CapMemBlock.Value,
                    AnalogConfiguration.CapMemColumns * row + circuits[i].IndexInConfigBlock, (ushort)code, LongAgo);
            }
        }
        Array.Fill(_configuration.Weights, (byte)4);
        _derivation = new(_configuration, Die.Of(die));
    }

    public CircuitConstants Constants(AtomicNeuron circuit) => _derivation.Circuit(circuit.Value, 0);

    /// <summary>Whether the comparator of a circuit works.</summary>
    public bool CanFire(AtomicNeuron circuit) => Constants(circuit).CanFire;

    /// <summary>Resting potential with both inputs on, V.</summary>
    public double Rest(AtomicNeuron circuit)
    {
        CircuitConstants c = Constants(circuit);
        double low = -1, high = 2;
        for (int step = 0; step < 60; step++)
        {
            double v = (low + high) / 2;
            double compliance = Math.Clamp((v - AnalogDefaults.ComplianceStart) / AnalogDefaults.ComplianceSpan, 0, 1);
            double current = c.LeakCurrent * Math.Tanh((c.Leak - v) / AnalogDefaults.LeakLinearVolts)
                + c.SaturationExcitatory * Math.Tanh(c.GmExcitatory * c.OffsetExcitatory / c.SaturationExcitatory)
                - compliance * c.SaturationInhibitory * Math.Tanh(c.GmInhibitory * c.OffsetInhibitory / c.SaturationInhibitory);
            (low, high) = current > 0 ? (v, high) : (low, v);
        }
        return low;
    }

    /// <summary>θ − E, V.</summary>
    public double Distance(AtomicNeuron circuit) => Constants(circuit).Threshold - Rest(circuit);

    /// <summary>(V_r − E) / (θ − E).</summary>
    public double ResetShare(AtomicNeuron circuit) => (Constants(circuit).Reset - Rest(circuit)) / Distance(circuit);

    /// <summary>τ_m, µs.</summary>
    public double MembraneTauUs(AtomicNeuron circuit) => 1e6 * Constants(circuit).MembraneTau;

    /// <summary>τ_s, µs.</summary>
    public double SynapticTauUs(AtomicNeuron circuit, bool excitatory) =>
        1e6 * (excitatory ? Constants(circuit).TauExcitatory : Constants(circuit).TauInhibitory);

    /// <summary>Model weight of one unit, averaged over the synapses of one sign of the column: gm · drop / C · τ_m / (θ − E).</summary>
    public double GainPerUnit(AtomicNeuron circuit, bool excitatory)
    {
        CircuitConstants c = Constants(circuit);
        double volts = 0;
        for (int driver = 0; driver < AnalogConfiguration.Drivers; driver++)
        {
            volts += _derivation.EventVolts(circuit.Row.Value, 2 * driver + (excitatory ? 0 : 1), circuit.Column.Value, excitatory, 0);
        }
        return (excitatory ? c.GmExcitatory : c.GmInhibitory) * volts / (4 * AnalogConfiguration.Drivers) / c.Capacitance * c.MembraneTau
            / Distance(circuit);
    }
}
