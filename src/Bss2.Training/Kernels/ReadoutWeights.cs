using System.Runtime.InteropServices;

namespace Bss2.Training.Kernels;

/// <summary>Weights from a hidden layer to a few classes, both ways round: rows of classes for scans in time, rows of neurons for gradients.</summary>
internal sealed class ReadoutWeights<T>
    where T : unmanaged, ILanes<T>
{
    private readonly double[] _byNeuron;

    public ReadoutWeights(int neurons, int classes)
    {
        (Neurons, Classes) = (neurons, classes);
        Vectors = (classes + T.Count - 1) / T.Count;
        _byNeuron = new double[neurons * Vectors * T.Count];
    }

    public int Neurons { get; }

    public int Classes { get; }

    /// <summary>Vectors in a row of classes.</summary>
    public int Vectors { get; }

    /// <summary>A neuron's weights to all classes, padding 0.</summary>
    public ReadOnlySpan<T> Row(int neuron) => MemoryMarshal.Cast<double, T>(_byNeuron.AsSpan(neuron * Vectors * T.Count, Vectors * T.Count));

    /// <summary>Copies the present weights, row-major [neuron][class].</summary>
    public void Load(double[] weights)
    {
        for (int n = 0; n < Neurons; n++)
        {
            weights.AsSpan(n * Classes, Classes).CopyTo(_byNeuron.AsSpan(n * Vectors * T.Count));
        }
    }
}
