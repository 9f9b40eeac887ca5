using D = Bss2.Emulator.Analog.AnalogDefaults;
using X = Bss2.Emulator.Analog.ExtendedDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>From configuration, CapMem values and die to the physics of each circuit and synapse.</summary>
internal sealed class CircuitDerivation(AnalogConfiguration configuration, Die die)
{
    private const int LeakRow = 0, ResetRow = 1, ThresholdRow = 2, LeakBiasRow = 8, ResetBiasRow = 9, ExcitatoryTauRow = 10,
        ExcitatoryShiftRow = 12, ExcitatoryGmRow = 13, InhibitoryTauRow = 14, InhibitoryShiftRow = 16, InhibitoryGmRow = 17,
        OffsetCurrentRow = 22,
        SharedColumn = 128, DacRow = 8, FirstCurrentRow = 8;

    // Below this a bias is off: time constants stay finite.
    private const double MinimumBias = 1e-12, MinimumCode = 0.5;

    private readonly SynapsePattern _synapses = new(die);
    private CircuitTopology? _topology;
    private bool[] _inUse = [];
    private int _topologyVersion;

    /// <summary>What switches tie together.</summary>
    public CircuitTopology Topology
    {
        get
        {
            Refresh();
            return _topology!;
        }
    }

    /// <summary>Whether a circuit takes part: it, or one that it is tied to, can fire or is read out.</summary>
    public bool IsInUse(int neuron)
    {
        Refresh();
        return _inUse[neuron];
    }

    /// <summary>Whether the fast kernel describes a circuit: a single LIF neuron with current-based input.</summary>
    public bool IsPlain(int neuron)
    {
        ref readonly NeuronCircuit c = ref configuration.Circuits[neuron];
        bool exotic = c.ExcitatoryCoba || c.InhibitoryCoba || c.BypassExcitatory || c.BypassInhibitory || c.OffsetCurrent || c.Adaptation
            || c.Exponential || c.LeakDegeneration || c.ConnectBottom || c.ConnectMembraneRight || c.ConnectSoma || c.ConnectSomata
            || c.InterCompartment || configuration.FireSwitches[neuron].Any;
        return !exotic && !(neuron % AnalogConfiguration.Columns > 0 && configuration.Circuits[neuron - 1].ConnectMembraneRight)
            && !configuration.Circuits[CircuitTopology.Partner(neuron)].ConnectBottom;
    }

    /// <summary>Whether a circuit is in use and of the kind an engine takes.</summary>
    public bool IsTaken(int neuron, CircuitKinds kinds) =>
        IsInUse(neuron) && (kinds == CircuitKinds.All || IsPlain(neuron) == (kinds == CircuitKinds.Plain));

    /// <summary>A circuit's constants at its present codes.</summary>
    public CircuitConstants Circuit(int neuron, long cycle)
    {
        ref readonly NeuronCircuit c = ref configuration.Circuits[neuron];
        double Code(int row) => Cell(neuron, row, cycle);
        double Volts(int row, double axis, DieParameter offset, double sigma, DieParameter gain) =>
            (D.VoltsPerCode * Code(row) + axis + Crosstalk(neuron, row)) * die.Gain(gain, neuron, D.PotentialGain)
            + sigma * die.Normal(offset, neuron);
        double capacitance = D.CapacitorLsb * (c.MembraneCapacitance * die.Gain(DieParameter.Capacitor, neuron, D.CapacitorGain)
            + Math.Max(0.5, D.IntrinsicLsb + D.IntrinsicSpreadLsb * die.Normal(DieParameter.Intrinsic, neuron)));
        double leakFactor = Factor(c.LeakMultiply, c.LeakDivide), resetFactor = Factor(c.ResetMultiply, c.ResetDivide);
        double nominalCapacitance = D.CapacitorLsb * (63 + D.IntrinsicLsb);
        double resetBias = Math.Max(MinimumCode, Code(ResetBiasRow)) * resetFactor / (c.ResetDegeneration ? X.DegenerationFactor : 1);
        return new()
        {
            Neuron = neuron,
            Leak = Volts(LeakRow, D.LeakAxisVolts, DieParameter.LeakOffset, D.LeakOffset, DieParameter.LeakGain),
            Reset = Volts(ResetRow, D.LeakAxisVolts, DieParameter.ResetOffset, D.ResetOffset, DieParameter.ResetGain),
            Threshold = Volts(ThresholdRow, D.ThresholdAxisVolts, DieParameter.ThresholdOffset, D.ThresholdOffset,
                DieParameter.ThresholdGain),
            Capacitance = capacitance,
            LeakCurrent = Math.Max(MinimumBias, leakFactor * D.CurrentPerCode * Code(LeakBiasRow)
                * die.LogNormal(DieParameter.LeakConductance, neuron, D.LeakConductanceLog)),
            // The reset path is as fast as the fact allows at full bias, and slower in proportion below (CP 4 item 3).
            ResetTau = D.ResetTauAtReference * (D.ResetReferenceCode * D.LeakMultiplier / resetBias) * (capacitance / nominalCapacitance),
            TauExcitatory = LineTau(Code(ExcitatoryTauRow), c.ExcitatoryHighResistance, c.ExcitatorySmallCapacitance,
                die.LogNormal(DieParameter.TauExcitatory, neuron, D.LineTauLog)),
            TauInhibitory = LineTau(Code(InhibitoryTauRow), c.InhibitoryHighResistance, c.InhibitorySmallCapacitance,
                die.LogNormal(DieParameter.TauInhibitory, neuron, D.LineTauLog)),
            GmExcitatory = c.EnableExcitatory ? Gm(Code(ExcitatoryGmRow), DieParameter.GmExcitatory, neuron) : 0,
            GmInhibitory = c.EnableInhibitory ? Gm(Code(InhibitoryGmRow), DieParameter.GmInhibitory, neuron) : 0,
            SaturationExcitatory = Math.Max(MinimumBias, D.SaturationPerCode * Code(ExcitatoryGmRow)),
            SaturationInhibitory = Math.Max(MinimumBias, D.SaturationPerCode * Code(InhibitoryGmRow)),
            OffsetExcitatory = Shift(Code(ExcitatoryShiftRow), DieParameter.ShiftExcitatory, DieParameter.OffsetExcitatory, neuron),
            OffsetInhibitory = Shift(Code(InhibitoryShiftRow), DieParameter.ShiftInhibitory, DieParameter.OffsetInhibitory, neuron),
            CanFire = c.EnableFire && c.EnableThresholdComparator && !die.Struck(DieParameter.DeadNeuron, neuron, D.DeadNeuron),
            Pause = c.EnablePause,
            OffsetCurrent = c.OffsetCurrent ? OffsetCurrent(Code(OffsetCurrentRow), c.OffsetCurrentSink, neuron) : 0,
        };
    }

    /// <summary>Charge of an event through a row's driver, before the weight, A s: pulse and DAC current.</summary>
    /// <param name="hemisphere">0 top, 1 bottom.</param>
    /// <param name="row">Row.</param>
    /// <param name="side">West 0, east 1: which CapMem block's DAC.</param>
    /// <param name="cycle">For the DAC bias cell.</param>
    public double RowCharge(int hemisphere, int row, int side, long cycle)
    {
        int block = 2 * hemisphere + side, extension = configuration.PulseExtensions[4 * hemisphere + row / 2 % 4];
        double dac = D.CurrentPerCode * SharedCell(block, DacRow, cycle) * die.Gain(DieParameter.Dac, block, D.DacGain);
        double pulse = (D.PulseSeconds + D.CycleSeconds * extension) * die.Gain(DieParameter.Driver, 128 * hemisphere + row / 2, D.DriverPulse);
        return pulse * dac;
    }

    /// <summary>Line drop of one event through a synapse at a cycle, V, and 0 if it is dead.</summary>
    public double EventVolts(int hemisphere, int row, int column, bool excitatory, long cycle) =>
        EventVolts(RowCharge(hemisphere, row, column / 128, cycle), hemisphere, row, column, excitatory);

    /// <summary>Line drop of one event through a synapse, V, and 0 if it is dead.</summary>
    /// <param name="rowCharge">From <see cref="RowCharge"/>.</param>
    /// <param name="hemisphere">0 top, 1 bottom.</param>
    /// <param name="row">Row.</param>
    /// <param name="column">Column.</param>
    /// <param name="excitatory">Which line.</param>
    public double EventVolts(double rowCharge, int hemisphere, int row, int column, bool excitatory)
    {
        byte weight = configuration.Weights[(AnalogConfiguration.Rows * hemisphere + row) * AnalogConfiguration.Columns + column];
        if (weight == 0)
        {
            return 0;
        }
        (double effective, double gain) = _synapses.Of(hemisphere, row, column, weight);
        ref readonly NeuronCircuit c = ref configuration.Circuits[AnalogConfiguration.Columns * hemisphere + column];
        bool small = excitatory ? c.ExcitatorySmallCapacitance : c.InhibitorySmallCapacitance;
        return rowCharge * effective / D.WeightFullScale * gain / (small ? D.LineCapacitance : D.LineCapacitanceLarge);
    }

    /// <summary>Phase of a neuron's refresh ripple, 0..1.</summary>
    public double RipplePhase(int neuron) => die.Uniform(DieParameter.RipplePhase, neuron);

    private void Refresh()
    {
        if (_topology is null || _topologyVersion != configuration.TopologyVersion)
        {
            _topologyVersion = configuration.TopologyVersion;
            _topology = new(configuration.Circuits);
            _inUse = _topology.InUse(static c => c.EnableFire || c.EnableReadout || c.EnableReadoutAmplifier || c.UnbufferedAccess);
        }
    }

    private static double Factor(bool multiply, bool divide) => (multiply ? D.LeakMultiplier : 1) / (divide ? D.LeakMultiplier : 1);

    private static double LineTau(double code, bool highResistance, bool smallCapacitance, double spread) =>
        (highResistance ? D.LineTauCodeSecondsHigh : D.LineTauCodeSeconds) / Math.Max(MinimumCode, code) * spread
        * (smallCapacitance ? 1 : D.LineCapacitanceLarge / D.LineCapacitance);

    private double Gm(double code, DieParameter parameter, int neuron) => D.GmPerCode * code * die.LogNormal(parameter, neuron, D.GmLog);

    private double Shift(double code, DieParameter gain, DieParameter offset, int neuron) => die.IsIdeal
        ? D.ShiftVoltsPerCode * (code - D.ShiftCentre)
        : D.ShiftVoltsPerCode * die.Gain(gain, neuron, D.ShiftGain) * (code - D.ShiftCentre)
            + D.OtaOffsetMean + D.OtaOffset * die.Normal(offset, neuron);

    private double OffsetCurrent(double code, bool sink, int neuron)
    {
        double linear = Math.Min(code, X.OffsetLinearCode) + X.OffsetSlopeAbove * Math.Max(0, code - X.OffsetLinearCode);
        return (sink ? -1 : 1) * X.OffsetCurrentPerCode * linear * die.Gain(DieParameter.OffsetCurrent, neuron, X.OffsetCurrentSpread);
    }

    /// <summary>Value of a neuron's own cell, codes.</summary>
    public double Cell(int neuron, int row, long cycle)
    {
        int block = 2 * (neuron / AnalogConfiguration.Columns) + neuron % AnalogConfiguration.Columns / 128;
        return CellOf(block, row, neuron % 128, cycle);
    }

    /// <summary>Value of a shared cell (column 128), codes.</summary>
    public double SharedCell(int block, int row, long cycle) => CellOf(block, row, SharedColumn, cycle);

    /// <summary>Value of a CapMem cell with the die's deviations, codes.</summary>
    public double CellOf(int block, int row, int column, long cycle)
    {
        int cell = AnalogConfiguration.CapMemColumns * row + column, place = 24 * 130 * block + cell;
        double code = configuration.CapMemValue(block, cell, cycle);
        if (die.Struck(DieParameter.DeadCell, place, D.DeadCell))
        {
            code = 1022 * die.Uniform(DieParameter.DeadCell, place);
        }
        return Math.Max(0, code * die.Gain(DieParameter.CapMemGain, block, D.CapMemGain)
            + (code > 0 ? D.CapMemOffsetCodes * die.Normal(DieParameter.CapMemOffset, place) : 0));
    }

    // Cells of a row that hold the same code disturb each other (AC 4): size assumed, sign and share per cell.
    private double Crosstalk(int neuron, int row)
    {
        if (die.IsIdeal || row >= FirstCurrentRow)
        {
            return 0;
        }
        int block = 2 * (neuron / AnalogConfiguration.Columns) + neuron % AnalogConfiguration.Columns / 128;
        ushort[] codes = configuration.CapMemCodes[block];
        ReadOnlySpan<ushort> cells = codes.AsSpan(AnalogConfiguration.CapMemColumns * row, SharedColumn);
        int same = cells.Count(cells[neuron % 128]);
        return D.CrosstalkVolts * (same - 1) / 128.0 * (2 * die.Uniform(DieParameter.Crosstalk, 8 * neuron + row) - 1);
    }
}
