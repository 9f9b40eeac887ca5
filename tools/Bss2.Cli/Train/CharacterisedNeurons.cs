using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;
using Bss2.Network;
using Bss2.Runtime.Placement;
using Bss2.Training;
using Bss2.Training.EventProp;

namespace Bss2.Cli.Train;

/// <summary>The parameters of a placed network's neurons as a characterisation tells them.</summary>
internal static class CharacterisedNeurons
{
    /// <summary>EventProp with those parameters.</summary>
    /// <param name="recipe">Loss and clamp.</param>
    /// <param name="options">How the network is placed.</param>
    /// <param name="found">What the circuits are.</param>
    public static SampleGradientFactory Gradient(TrainingRecipe recipe, PlacementOptions options, Characterisation found) => (network, weights) =>
        SampleGradients.With(recipe, network, weights,
            new CharacterisedEventProp(network, Of(network, new ChipPlacement(network, options), found), recipe.MinimumSlope));

    /// <summary>[layer][neuron]; nominal where a circuit did not show a quantity.</summary>
    public static IReadOnlyList<IReadOnlyList<NeuronParameters>> Of(NetworkSnapshot network, ChipPlacement placement, Characterisation found)
    {
        var place = found.Circuits.Select((circuit, i) => (circuit, i)).ToDictionary(entry => entry.circuit, entry => entry.i);
        return [.. network.Layers.Select((layer, l) => Enumerable.Range(0, layer.Size).Select(n =>
        {
            LifParameters nominal = layer.Parameters;
            double units = placement.Points[l].UnitsPerModelWeight, distance = nominal.Threshold - nominal.Leak;
            double Value(string quantity, double otherwise) => place.TryGetValue(placement.Circuit(l, n), out int i)
                && found.Quantities.TryGetValue(quantity, out IReadOnlyList<Measured?>? values) && values[i] is { } seen ? seen.Value : otherwise;
            return new NeuronParameters(Value(Quantity.MembraneTau, nominal.MembraneTimeConstantUs),
                new(Value(Quantity.ExcitatoryTau, nominal.SynapticTimeConstantUs), units * Value(Quantity.ExcitatoryGain, 1 / units)),
                new(Value(Quantity.InhibitoryTau, nominal.SynapticTimeConstantUs), units * Value(Quantity.InhibitoryGain, 1 / units)),
                nominal.Leak + distance * Value(Quantity.ResetShare, (nominal.Reset - nominal.Leak) / distance), Value(Quantity.Delay, 0));
        }).ToArray())];
    }
}
