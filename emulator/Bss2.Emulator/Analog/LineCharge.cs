namespace Bss2.Emulator.Analog;

/// <summary>Line drops per lane of one kind of event, V, and the standard deviation of their charge noise (1 % per synapse).</summary>
internal sealed class LineCharge(int lanes)
{
    public float[] Excitatory { get; } = new float[lanes];

    public float[] Inhibitory { get; } = new float[lanes];

    public float[] ExcitatoryNoise { get; } = new float[lanes];

    public float[] InhibitoryNoise { get; } = new float[lanes];

    public bool AddExcitatory(int lane, double volts)
    {
        Excitatory[lane] += (float)volts;
        ExcitatoryNoise[lane] += (float)(volts * volts);
        return volts != 0;
    }

    public bool AddInhibitory(int lane, double volts)
    {
        Inhibitory[lane] += (float)volts;
        InhibitoryNoise[lane] += (float)(volts * volts);
        return volts != 0;
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
}
