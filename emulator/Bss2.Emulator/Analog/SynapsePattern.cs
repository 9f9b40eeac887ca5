using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>What manufacturing left in the synapses of a die, row by row: drawn when a row is first used and kept, because weights change
/// with every batch and dies do not.</summary>
internal sealed class SynapsePattern(Die die)
{
    private const int Bits = 6, Stride = Bits + 1;

    // Per row: the values of the six bits, then the gain; the gain of a dead synapse is 0.
    private readonly double[]?[] _rows = new double[]?[AnalogConfiguration.Hemispheres * AnalogConfiguration.Rows];

    /// <summary>What a weight is worth through a synapse and the synapse's gain; gain 0 if it is dead.</summary>
    public (double Effective, double Gain) Of(int hemisphere, int row, int column, byte weight)
    {
        int index = AnalogConfiguration.Rows * hemisphere + row;
        double[] pattern = _rows[index] ??= Draw(index);
        double effective = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            effective += (weight >> bit & 1) != 0 ? pattern[Stride * column + bit] : 0;
        }
        return (effective, pattern[Stride * column + Bits]);
    }

    private double[] Draw(int row)
    {
        var pattern = new double[Stride * AnalogConfiguration.Columns];
        for (int column = 0; column < AnalogConfiguration.Columns; column++)
        {
            int synapse = AnalogConfiguration.Columns * row + column;
            for (int bit = 0; bit < Bits; bit++)
            {
                pattern[Stride * column + bit] = (1 << bit) * die.Gain(DieParameter.WeightBit, Bits * synapse + bit, D.WeightBitError);
            }
            pattern[Stride * column + Bits] = die.Struck(DieParameter.DeadSynapse, synapse, D.DeadSynapse)
                ? 0 : die.Gain(DieParameter.SynapseGain, synapse, D.SynapseGain);
        }
        return pattern;
    }
}
