using Bss2.Baselines;
using Bss2.Network;
using Bss2.Runtime;
using Bss2.Training;
using Bss2.Training.EventProp;
using Bss2.Training.Losses;

namespace Bss2.Cli.Train;

/// <summary>--estimator: which gradient a training follows.</summary>
internal static class Estimators
{
    public const string Analytic = "analytic", Surrogate = "surrogate", Cadc = "cadc";

    // A neuron whose dt/dw is longer, µs per model weight, grazes its threshold (eventprop 4.2 drops such gradients too). In simulation shorter
    // limits cost accuracy: at 3 instead of 100 training stays below 80 %.
    private const double LargestNorm = 1000;

    // SuperSpike's sharpness, 1/θ (eventprop 4.1). On a chip voltages carry noise and steps of 1/70 θ, of which the sharp one sees nothing but.
    private const double Alpha = 150, AlphaOnChip = 10;

    /// <summary>Why an estimator does not go with a loss; null if it does. While options are validated, those not given are null.</summary>
    public static string? Conflict(string? estimator, string? loss, string? readout) => (estimator, loss ?? "max") switch
    {
        (_, "ttfs") when readout == Cadc => "--readout cadc reads maxima of membranes: take --loss max.",
        (Surrogate, _) when readout == Cadc => "--readout cadc goes with --estimator eventprop; the surrogate reads the hidden membranes already.",
        (Analytic, "max") => "--estimator analytic differentiates first-spike times: add --loss ttfs.",
        (Surrogate, "ttfs") => "--estimator surrogate is defined for --loss max.",
        _ => null,
    };

    /// <summary>What computes loss and gradient; null for the recipe's own, EventProp.</summary>
    /// <param name="settings">Which estimator.</param>
    /// <param name="chip">The chip whose converters it may need; null in a simulation.</param>
    public static SampleGradientFactory? For(TrainSettings settings, ReconnectingSubstrate? chip)
    {
        TrainingRecipe recipe = settings.Recipe();
        return settings.Estimator switch
        {
            null when recipe.ReadoutOnSubstrate => (network, _) => new PlainGradient(network,
                new RecordedMaxLoss(network, chip!.MembranesOf, recipe.LogitScale), new ExactEventProp(network, recipe.MinimumSlope)),
            null => null,
            Analytic => (network, _) => new PlainGradient(network, new FirstSpikeLoss(network, recipe.Tau0Us, recipe.Alpha, recipe.Tau1Us),
                new AnalyticFirstSpike(network, LargestNorm)),
            _ when chip is not null => (network, weights) => new SurrogateGradient(network, weights[1], recipe.OutputParameters,
                new RecordedTracer(network, chip.MembranesOf), settings.DtUs, recipe.LogitScale, AlphaOnChip),
            _ => (network, weights) => new SurrogateGradient(network, weights[1], recipe.OutputParameters, Tracer(settings, network),
                settings.DtUs, recipe.LogitScale, Alpha),
        };
    }

    private static IMembraneTracer Tracer(TrainSettings settings, NetworkSnapshot network) =>
        settings.Adjoint == "euler" ? new EulerTracer(network) : new ExactTracer(network);
}
