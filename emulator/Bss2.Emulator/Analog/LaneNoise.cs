namespace Bss2.Emulator.Analog;

/// <summary>Temporal noise of the lanes of an engine, worked out where a firing is in question and kept for a block of 2.56 µs.</summary>
internal sealed class LaneNoise(TemporalNoise noise, CircuitDerivation derivation)
{
    private const int Points = MembraneNoise.BlockSteps + 1;
    private const long NoBlock = -1;

    private float[] _points = [], _highest = [];
    private long[] _block = [];
    private uint[] _key = [];
    private double[] _drift = [], _phase = [];
    private int[] _neurons = [];

    /// <summary>Whether there is any.</summary>
    public bool Enabled => noise.Enabled;

    /// <summary>What noise can add to a membrane or take from a level at most, V, without drift and comparator noise.</summary>
    public double Bound => Enabled ? MembraneNoise.Bound + 0.5 * AnalogDefaults.RippleVolts : 0;

    /// <summary>What membrane noise is at most, V.</summary>
    public double Most => Enabled ? MembraneNoise.Bound : 0;

    /// <summary>New lanes, or a new base of system time.</summary>
    public void Reset(int[] neurons)
    {
        if (_neurons.Length != neurons.Length)
        {
            (_points, _highest, _block) = (new float[neurons.Length * Points], new float[neurons.Length], new long[neurons.Length]);
            (_key, _drift, _phase) = (new uint[neurons.Length], new double[neurons.Length], new double[neurons.Length]);
        }
        _neurons = neurons;
        Array.Fill(_block, NoBlock);
        for (int lane = 0; lane < neurons.Length; lane++)
        {
            if (neurons[lane] != LaneGroups.None)
            {
                _key[lane] = noise.MembraneKey(neurons[lane]);
                _drift[lane] = noise.Drift(neurons[lane]);
                _phase[lane] = derivation.RipplePhase(neurons[lane]);
            }
        }
    }

    /// <summary>Slow drift of a lane's threshold, V.</summary>
    public double Drift(int lane) => _drift[lane];

    /// <summary>Drift and ripple of a lane's threshold in a block, V.</summary>
    public double LevelNoise(int lane, long block) =>
        Enabled ? _drift[lane] + Ripple.Volts(block * MembraneNoise.BlockCycles, _phase[lane]) : 0;

    /// <summary>Membrane noise of a lane on the grid of a block, V.</summary>
    public ReadOnlySpan<float> Block(int lane, long block)
    {
        Span<float> points = _points.AsSpan(lane * Points, Points);
        if (Enabled && _block[lane] != block)
        {
            _highest[lane] = MembraneNoise.Block(_key[lane], block, points);
            _block[lane] = block;
        }
        return points;
    }

    /// <summary>Highest membrane noise of the block that <see cref="Block"/> gave last, V.</summary>
    public double Highest(int lane) => _highest[lane];
}
