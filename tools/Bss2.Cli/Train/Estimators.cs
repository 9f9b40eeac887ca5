using Bss2.Baselines;
using Bss2.Network;
using Bss2.Training;
using Bss2.Training.Losses;

namespace Bss2.Cli.Train;

/// <summary>--estimator: which gradient a training follows.</summary>
internal static class Estimators
{
    public const string Analytic = "analytic", Surrogate = "surrogate";

    // A neuron whose dt/dw is longer, µs per model weight, grazes its threshold (eventprop 4.2 drops such gradients too). In simulation shorter
    // limits cost accuracy: at 3 instead of 100 training stays below 80 %.
    private const double LargestNorm = 1000;

    // SuperSpike's sharpness, 1/θ (eventprop 4.1).
    private const double Alpha = 150;

    /// <summary>Why an estimator does not go with a loss; null if it does. While options are validated, those not given are null.</summary>
    public static string? Conflict(string? estimator, string? loss) => (estimator, loss ?? "max") switch
    {
        (Analytic, "max") => "--estimator analytic differentiates first-spike times: add --loss ttfs.",
        (Surrogate, "ttfs") => "--estimator surrogate is defined for --loss max.",
        _ => null,
    };

    /// <summary>What computes loss and gradient; null for the recipe's own, EventProp.</summary>
    /// <exception cref="ArgumentException">The surrogate gradient is asked for on a chip.</exception>
    public static SampleGradientFactory? For(TrainSettings settings)
    {
        TrainingRecipe recipe = settings.Recipe();
        return settings.Estimator switch
        {
            null => null,
            Analytic => (network, _) => new PlainGradient(network, new FirstSpikeLoss(network, recipe.Tau0Us, recipe.Alpha, recipe.Tau1Us),
                new AnalyticFirstSpike(network, LargestNorm)),
            _ when settings.Chip.Substrate != "simulation" => throw new ArgumentException(
                "--estimator surrogate needs the membrane voltage of every hidden neuron, which is only traced in simulation so far: "
                + "add --substrate simulation, or take --estimator eventprop, which needs spikes alone."),
            _ => (network, weights) => new SurrogateGradient(network, weights[1], recipe.OutputParameters, Tracer(settings, network),
                settings.DtUs, recipe.LogitScale, Alpha),
        };
    }

    private static IMembraneTracer Tracer(TrainSettings settings, NetworkSnapshot network) =>
        settings.Adjoint == "euler" ? new EulerTracer(network) : new ExactTracer(network);
}
