namespace Bss2.Network;

/// <summary>All-to-all connections from a source to a layer.</summary>
/// <remarks>Source −1 is the network's input; a source equal to or above the target makes the network recurrent.</remarks>
public sealed class Projection
{
    /// <summary>The <see cref="Source"/> that means the network's input channels.</summary>
    public const int Input = -1;

    /// <summary>Connects <paramref name="source"/> to <paramref name="target"/>.</summary>
    /// <param name="source">Layer index, or <see cref="Input"/>.</param>
    /// <param name="target">Layer index.</param>
    /// <param name="sourceSize">Neurons (or channels) of the source.</param>
    /// <param name="targetSize">Neurons of the target.</param>
    /// <param name="weights">Row-major [source][target], model units; length sourceSize × targetSize; not copied.</param>
    /// <exception cref="ArgumentException">The length does not match.</exception>
    public Projection(int source, int target, int sourceSize, int targetSize, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Length != sourceSize * targetSize)
        {
            throw new ArgumentException($"{weights.Length} weights given for {sourceSize} × {targetSize}.", nameof(weights));
        }
        (Source, Target, SourceSize, TargetSize, Weights) = (source, target, sourceSize, targetSize, weights);
    }

    /// <summary>Layer index of the source, or <see cref="Input"/>.</summary>
    public int Source { get; }

    /// <summary>Layer index of the target.</summary>
    public int Target { get; }

    /// <summary>Neurons (or channels) of the source.</summary>
    public int SourceSize { get; }

    /// <summary>Neurons of the target.</summary>
    public int TargetSize { get; }

    /// <summary>Row-major [source][target], model units.</summary>
    public double[] Weights { get; }

    /// <summary>The same connection with other weights.</summary>
    public Projection With(double[] weights) => new(Source, Target, SourceSize, TargetSize, weights);
}
