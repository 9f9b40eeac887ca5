namespace Bss2.Emulator.Analog;

/// <summary>Line drops per lane of one kind of event, V, and the standard deviation of their charge noise (1 % per synapse).</summary>
internal sealed class LineCharge(int lanes)
{
    private readonly bool[] _groupExcitatory = new bool[Groups(lanes)], _groupInhibitory = new bool[Groups(lanes)];

    /// <summary>Lanes.</summary>
    public int Lanes => lanes;

    public float[] Excitatory { get; } = new float[lanes];

    public float[] Inhibitory { get; } = new float[lanes];

    public float[] ExcitatoryNoise { get; } = new float[lanes];

    public float[] InhibitoryNoise { get; } = new float[lanes];

    /// <summary>Whether an excitatory line of a group of lanes gets charge.</summary>
    public bool IsExcitatoryIn(int group) => _groupExcitatory[group];

    /// <summary>Whether an inhibitory line of a group of lanes gets charge.</summary>
    public bool IsInhibitoryIn(int group) => _groupInhibitory[group];

    public bool AddExcitatory(int lane, double volts)
    {
        Excitatory[lane] += (float)volts;
        ExcitatoryNoise[lane] += (float)(volts * volts);
        _groupExcitatory[lane / LaneGroups.Width] |= volts != 0;
        return volts != 0;
    }

    public bool AddInhibitory(int lane, double volts)
    {
        Inhibitory[lane] += (float)volts;
        InhibitoryNoise[lane] += (float)(volts * volts);
        _groupInhibitory[lane / LaneGroups.Width] |= volts != 0;
        return volts != 0;
    }

    /// <summary>Back to no charge at all.</summary>
    public void Clear()
    {
        foreach (float[] lanesOf in (ReadOnlySpan<float[]>)[Excitatory, Inhibitory, ExcitatoryNoise, InhibitoryNoise])
        {
            Array.Clear(lanesOf);
        }
        Array.Clear(_groupExcitatory);
        Array.Clear(_groupInhibitory);
    }

    /// <summary>Turns the sums of squares into standard deviations.</summary>
    public void Finish()
    {
        for (int lane = 0; lane < Excitatory.Length; lane++)
        {
            ExcitatoryNoise[lane] = (float)AnalogDefaults.ChargeNoise * MathF.Sqrt(ExcitatoryNoise[lane]);
            InhibitoryNoise[lane] = (float)AnalogDefaults.ChargeNoise * MathF.Sqrt(InhibitoryNoise[lane]);
        }
    }

    private static int Groups(int lanes) => (lanes + LaneGroups.Width - 1) / LaneGroups.Width;
}
