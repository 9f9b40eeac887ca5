using System.Runtime.Intrinsics;
using Bss2.Network;
using Bss2.Training.EventProp;
using Bss2.Training.Kernels;
using Bss2.Training.Losses;

namespace Bss2.Training;

/// <summary>Chooses how loss and gradient are computed: in lanes where a kernel serves the network, else by the plain classes.</summary>
public static class SampleGradients
{
    /// <summary>For a recipe's network.</summary>
    /// <param name="recipe">Loss and adjoint.</param>
    /// <param name="network">Made by the recipe.</param>
    /// <param name="weights">All trained arrays; shared, read at <see cref="ISampleGradient.Begin"/>.</param>
    public static ISampleGradient For(TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) =>
        LayeredGradient<Lanes128>.Serves(network, recipe.OutputParameters, GridOf(recipe).StepUs) ? Fast(recipe, network, weights[1])
        : Plain(recipe, network, weights);

    /// <summary>A recipe's loss with any estimator, by the plain classes.</summary>
    /// <param name="recipe">Loss.</param>
    /// <param name="network">Made by the recipe.</param>
    /// <param name="weights">All trained arrays; shared.</param>
    /// <param name="estimator">An instance of its own, for this network.</param>
    public static PlainGradient With(TrainingRecipe recipe, NetworkSnapshot network, double[][] weights, IGradientEstimator estimator)
    {
        ILoss loss = recipe.Loss != LossKind.Max ? new FirstSpikeLoss(network, recipe.Tau0Us, recipe.Alpha, recipe.Tau1Us)
            : recipe.Adjoint == AdjointKind.Euler
            ? new EulerMaxLoss(0, recipe.Hidden, weights[1], recipe.OutputParameters, recipe.WindowUs, recipe.EulerStepUs, recipe.LogitScale)
            : new MaxOverTimeLoss(0, recipe.Hidden, weights[1], recipe.OutputParameters, recipe.WindowUs, recipe.LogitScale, recipe.CornerTerm);
        return new(network, loss, estimator);
    }

    /// <summary>The oracle: plain classes whatever the network.</summary>
    internal static PlainGradient Plain(TrainingRecipe recipe, NetworkSnapshot network, double[][] weights) =>
        With(recipe, network, weights, recipe.Adjoint == AdjointKind.Exact
            ? new ExactEventProp(network, recipe.MinimumSlope)
            : new EulerEventProp(network, recipe.EulerStepUs, recipe.MinimumSlope));

    /// <summary>In lanes of a given width.</summary>
    internal static LayeredGradient<T> InLanes<T>(TrainingRecipe recipe, NetworkSnapshot network, double[] readoutWeights)
        where T : unmanaged, ILanes<T>
    {
        int hidden = network.Layers[0].Size, classes = readoutWeights.Length / hidden;
        TimeGrid grid = GridOf(recipe);
        IReadout readout = recipe.Loss != LossKind.Max
            ? new FirstSpikeReadout<T>(network, 0, recipe.MinimumSlope, recipe.Tau0Us, recipe.Alpha, recipe.Tau1Us, grid)
            : grid.OnGrid ? new GridMaxReadout<T>(hidden, classes, recipe.OutputParameters, grid, recipe.LogitScale)
            : new MaxReadout<T>(hidden, classes, recipe.OutputParameters, recipe.WindowUs, recipe.LogitScale, recipe.CornerTerm);
        return new(network, readout, recipe.OutputParameters, readoutWeights, recipe.MinimumSlope, grid);
    }

    private static TimeGrid GridOf(TrainingRecipe recipe) =>
        new(recipe.Adjoint == AdjointKind.Euler ? recipe.EulerStepUs : 0, recipe.WindowUs);

    private static ISampleGradient Fast(TrainingRecipe recipe, NetworkSnapshot network, double[] readoutWeights) =>
        Vector512.IsHardwareAccelerated ? InLanes<Lanes512>(recipe, network, readoutWeights)
        : Vector256.IsHardwareAccelerated ? InLanes<Lanes256>(recipe, network, readoutWeights)
        : InLanes<Lanes128>(recipe, network, readoutWeights);
}
