namespace Bss2.Network;

/// <summary>A network at one moment of training: layers, connections, the observation window.</summary>
/// <remarks>Feed-forward and recurrent; a layer may have any number of projections into it.</remarks>
public sealed record NetworkSnapshot
{
    /// <summary>Input channels.</summary>
    public required int InputSize { get; init; }

    /// <summary>Spiking layers, in order.</summary>
    public required IReadOnlyList<LifLayer> Layers { get; init; }

    /// <summary>Connections; their order is the order of weight arrays in gradients and checkpoints.</summary>
    public required IReadOnlyList<Projection> Projections { get; init; }

    /// <summary>Observation window of a sample, µs, from its start.</summary>
    public required double WindowUs { get; init; }

    /// <summary>Checks sizes, indices and weights.</summary>
    /// <exception cref="ArgumentException">Something does not fit together or a weight is not finite; the message says where.</exception>
    public void Validate()
    {
        if (InputSize <= 0 || Layers.Count == 0 || !(WindowUs > 0) || !double.IsFinite(WindowUs))
        {
            throw new ArgumentException($"A network needs inputs, layers and a window; got {InputSize} inputs, {Layers.Count} layers, {WindowUs} µs.");
        }
        // By index: an enumerator of an interface is an object, and this runs once per batch.
        for (int l = 0; l < Layers.Count; l++)
        {
            LifLayer layer = Layers[l];
            if (layer.Size <= 0)
            {
                throw new ArgumentException($"Layer {layer.Name} has {layer.Size} neurons; it needs at least one.");
            }
            layer.Parameters.Validate();
        }
        for (int p = 0; p < Projections.Count; p++)
        {
            Projection projection = Projections[p];
            int sourceSize = projection.Source == Projection.Input ? InputSize
                : (uint)projection.Source < (uint)Layers.Count ? Layers[projection.Source].Size
                : throw new ArgumentException($"Projection {p} comes from layer {projection.Source}; there are {Layers.Count}.");
            if ((uint)projection.Target >= (uint)Layers.Count)
            {
                throw new ArgumentException($"Projection {p} goes to layer {projection.Target}; there are {Layers.Count}.");
            }
            if (projection.SourceSize != sourceSize || projection.TargetSize != Layers[projection.Target].Size)
            {
                throw new ArgumentException($"Projection {p} is {projection.SourceSize} × {projection.TargetSize}, its layers are "
                    + $"{sourceSize} × {Layers[projection.Target].Size}.");
            }
            for (int i = 0; i < projection.Weights.Length; i++)
            {
                if (!double.IsFinite(projection.Weights[i]))
                {
                    throw new ArgumentException($"Weight of projection {p} from {i / projection.TargetSize} to {i % projection.TargetSize} "
                        + $"is {projection.Weights[i]}; weights must be finite.");
                }
            }
        }
    }
}
