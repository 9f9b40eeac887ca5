using D = Bss2.Emulator.Analog.AnalogDefaults;
using X = Bss2.Emulator.Analog.ExtendedDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>From configuration, CapMem values and die to the physics of extended circuits.</summary>
internal sealed class ExtendedDerivation(AnalogConfiguration configuration, CircuitDerivation derivation, Die die)
{
    private const int ExcitatoryReferenceRow = 3, InhibitoryReferenceRow = 4, AdaptationLeakRow = 5, ExponentialVoltsRow = 6,
        AdaptationRestRow = 7, ExcitatoryCobaRow = 11, InhibitoryCobaRow = 15, AdaptationTauRow = 18, AdaptationARow = 19,
        AdaptationBRow = 20, ExponentialRow = 21, InterCompartmentRow = 23;

    private const double MinimumCode = 0.5;

    public ExtendedCircuit Circuit(int neuron, long cycle)
    {
        ref readonly NeuronCircuit c = ref configuration.Circuits[neuron];
        CircuitConstants plain = derivation.Circuit(neuron, cycle).ForCycles();
        double Code(int row) => derivation.Cell(neuron, row, cycle);
        double Log(DieParameter parameter, double sigma) => die.LogNormal(parameter, neuron, sigma);
        double Potential(int row, double axis, DieParameter offset) =>
            D.VoltsPerCode * Code(row) + axis + X.PotentialOffset * die.Normal(offset, neuron);
        double adaptationTau = X.AdaptationTauCodeSeconds / Math.Max(MinimumCode, Code(AdaptationTauRow))
            * Log(DieParameter.AdaptationTau, X.AdaptationTauLog);
        double cobaE = c.ExcitatoryCoba ? X.CobaPerVolt * Code(ExcitatoryCobaRow) * Log(DieParameter.CobaExcitatory, X.CobaLog) : 0;
        double cobaI = c.InhibitoryCoba ? X.CobaPerVolt * Code(InhibitoryCobaRow) * Log(DieParameter.CobaInhibitory, X.CobaLog) : 0;
        return new()
        {
            Plain = plain,
            LeakLinear = D.LeakLinearVolts * (c.LeakDegeneration ? X.DegenerationFactor : 1),
            ResetConductance = plain.Capacitance / plain.ResetTau,
            CobaGmExcitatory = c.EnableExcitatory ? D.GmPerCode * cobaE : 0,
            CobaGmInhibitory = c.EnableInhibitory ? D.GmPerCode * cobaI : 0,
            CobaSaturationExcitatory = D.SaturationPerCode * cobaE,
            CobaSaturationInhibitory = D.SaturationPerCode * cobaI,
            ReferenceExcitatory = Potential(ExcitatoryReferenceRow, D.LeakAxisVolts, DieParameter.CobaReferenceExcitatory),
            ReferenceInhibitory = Potential(InhibitoryReferenceRow, D.LeakAxisVolts, DieParameter.CobaReferenceInhibitory),
            Adapts = c.Adaptation,
            AdaptationTau = adaptationTau,
            AdaptationShare = 1 - Math.Exp(-D.CycleSeconds / adaptationTau),
            AdaptationA = (c.InvertAdaptationA ? -1 : 1) * X.AdaptationAPerCode * Code(AdaptationARow)
                * Log(DieParameter.AdaptationA, X.AdaptationLog),
            AdaptationB = (c.InvertAdaptationB ? -1 : 1) * X.AdaptationBPerCode * Code(AdaptationBRow)
                * Log(DieParameter.AdaptationB, X.AdaptationLog),
            AdaptationLeak = Potential(AdaptationLeakRow, D.LeakAxisVolts, DieParameter.AdaptationLeak),
            AdaptationRest = Potential(AdaptationRestRow, D.LeakAxisVolts, DieParameter.AdaptationRest),
            ExponentialCurrent = c.Exponential ? X.ExponentialPerCode * Code(ExponentialRow) * Log(DieParameter.Exponential, X.ExponentialLog) : 0,
            ExponentialVolts = Potential(ExponentialVoltsRow, D.LeakAxisVolts, DieParameter.ExponentialVolts),
            InterCompartment = !c.InterCompartment ? 0 : X.InterCompartmentPerCode * Math.Max(MinimumCode, Code(InterCompartmentRow))
                * (c.InterCompartmentMultiply ? X.InterCompartmentFactor : 1) / (c.InterCompartmentDivide ? X.InterCompartmentFactor : 1)
                * Log(DieParameter.InterCompartment, X.InterCompartmentLog),
            BypassExcitatory = c.BypassExcitatory,
            BypassInhibitory = c.BypassInhibitory,
        };
    }

    /// <summary>Voltage of the adaptation capacitor at rest, V.</summary>
    public double AdaptationRest(int neuron, long cycle) => D.VoltsPerCode * derivation.Cell(neuron, AdaptationRestRow, cycle)
        + D.LeakAxisVolts + X.PotentialOffset * die.Normal(DieParameter.AdaptationRest, neuron);
}
