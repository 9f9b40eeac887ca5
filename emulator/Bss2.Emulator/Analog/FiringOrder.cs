namespace Bss2.Emulator.Analog;

/// <summary>Sorts firings by cycle, then neuron, as whole numbers and without allocation in steady state.</summary>
internal sealed class FiringOrder
{
    private const int NeuronBits = 9;

    private ulong[] _keys = new ulong[1024];

    public void Sort(Span<Firing> firings)
    {
        if (_keys.Length < firings.Length)
        {
            _keys = new ulong[2 * firings.Length];
        }
        Span<ulong> keys = _keys.AsSpan(0, firings.Length);
        for (int k = 0; k < keys.Length; k++)
        {
            keys[k] = (ulong)firings[k].Cycle << NeuronBits | (uint)firings[k].Neuron;
        }
        keys.Sort();
        for (int k = 0; k < keys.Length; k++)
        {
            firings[k] = new((long)(keys[k] >> NeuronBits), (int)(keys[k] & ((1 << NeuronBits) - 1)));
        }
    }
}
