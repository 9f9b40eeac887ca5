using System.Runtime.InteropServices;
using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>State and constants of the circuits in use, one lane each, padded to whole vectors; single precision.</summary>
internal sealed class LaneState
{
    public const int Width = 16;

    /// <summary>Analog step, s: 40 ns.</summary>
    public const double StepSeconds = 10 * D.CycleSeconds;

    /// <summary>Positions in a step at which an event may fall.</summary>
    public const int Positions = 10;

    public LaneState(int[] neurons)
    {
        Neurons = neurons;
        Count = (neurons.Length + Width - 1) / Width * Width;
        for (int k = 0; k < All.Length; k++)
        {
            All[k] = new float[Count];
        }
        CanFire = new int[Count];
        InReset = new int[Count];
        Key = new uint[Count];
        for (int r = 0; r <= Positions; r++)
        {
            DecayE[r] = new float[Count];
            DecayI[r] = new float[Count];
            MeanE[r] = new float[Count];
            MeanI[r] = new float[Count];
        }
    }

    /// <summary>Neuron of each lane.</summary>
    public int[] Neurons { get; }

    /// <summary>Lanes, padded.</summary>
    public int Count { get; }

    private float[][] All { get; } = new float[30][];

    // State
    public float[] V => All[0];

    public float[] VBefore => All[1];

    public float[] DropE => All[2];

    public float[] DropI => All[3];

    public float[] Noise => All[4];

    public float[] NoiseBefore => All[5];

    /// <summary>Charge that arrives within the step: value at its end, and mean over it.</summary>
    public float[] EndE => All[6];

    public float[] EndI => All[7];

    public float[] AverageE => All[8];

    public float[] AverageI => All[9];

    /// <summary>Synaptic current over the last step, V per step.</summary>
    public float[] Current => All[10];

    // Constants
    public float[] Leak => All[11];

    public float[] Reset => All[12];

    /// <summary>Comparator level: threshold, its noise, drift and ripple.</summary>
    public float[] Level => All[13];

    /// <summary>Leak current as volts per step.</summary>
    public float[] LeakStep => All[14];

    /// <summary>1 − e^{−dt/τ_reset}.</summary>
    public float[] ResetStep => All[15];

    public float[] StepDecayE => All[16];

    public float[] StepDecayI => All[17];

    public float[] StepMeanE => All[18];

    public float[] StepMeanI => All[19];

    public float[] OffsetE => All[20];

    public float[] OffsetI => All[21];

    /// <summary>gm / I_sat, 1/V (linear core: gm as volts per step and volt).</summary>
    public float[] SlopeE => All[22];

    public float[] SlopeI => All[23];

    /// <summary>I_sat as volts per step.</summary>
    public float[] LimitE => All[24];

    public float[] LimitI => All[25];

    /// <summary>Share of the synaptic current that acts during reset: 0 with the pause bit.</summary>
    public float[] ResetShare => All[26];

    public float[] BaseLevel => All[27];

    public float[] ComparatorNoise => All[28];

    /// <summary>Linear core: 1 − e^{−dt/τ_m}.</summary>
    public float[] LeakShare => All[29];

    /// <summary>−1 where the comparator counts.</summary>
    public int[] CanFire { get; }

    /// <summary>−1 in reset.</summary>
    public int[] InReset { get; }

    public uint[] Key { get; }

    /// <summary>Decay over the rest of a step, by remaining cycles.</summary>
    public float[][] DecayE { get; } = new float[Positions + 1][];

    public float[][] DecayI { get; } = new float[Positions + 1][];

    /// <summary>Mean over the step of a unit drop that has this many cycles left.</summary>
    public float[][] MeanE { get; } = new float[Positions + 1][];

    public float[][] MeanI { get; } = new float[Positions + 1][];

    /// <summary>Fills the constants of a lane.</summary>
    public void Set(int lane, in CircuitConstants c, bool linear)
    {
        double tau = c.MembraneTau, ratio = StepSeconds / tau;
        // Exponential Euler: exact for constant input and small signals.
        double scale = (1 - Math.Exp(-ratio)) / ratio * StepSeconds / c.Capacitance;
        (Leak[lane], Reset[lane], BaseLevel[lane]) = ((float)c.Leak, (float)c.Reset, (float)c.Threshold);
        LeakStep[lane] = (float)(c.LeakCurrent * scale);
        LeakShare[lane] = (float)(1 - Math.Exp(-ratio));
        ResetStep[lane] = linear ? 1 : (float)(1 - Math.Exp(-StepSeconds / c.ResetTau));
        ResetShare[lane] = linear || c.Pause ? 0 : 1;
        (OffsetE[lane], OffsetI[lane]) = ((float)c.OffsetExcitatory, (float)c.OffsetInhibitory);
        SlopeE[lane] = linear ? (float)(c.GmExcitatory * scale) : (float)(c.GmExcitatory / c.SaturationExcitatory);
        SlopeI[lane] = linear ? (float)(c.GmInhibitory * scale) : (float)(c.GmInhibitory / c.SaturationInhibitory);
        (LimitE[lane], LimitI[lane]) = ((float)(c.SaturationExcitatory * scale), (float)(c.SaturationInhibitory * scale));
        (StepDecayE[lane], StepMeanE[lane]) = Line(c.TauExcitatory, Positions);
        (StepDecayI[lane], StepMeanI[lane]) = Line(c.TauInhibitory, Positions);
        for (int left = 0; left <= Positions; left++)
        {
            (DecayE[left][lane], MeanE[left][lane]) = Line(c.TauExcitatory, left);
            (DecayI[left][lane], MeanI[left][lane]) = Line(c.TauInhibitory, left);
        }
    }

    private static (float Decay, float Mean) Line(double tau, int cycles)
    {
        double x = cycles * D.CycleSeconds / tau;
        return ((float)Math.Exp(-x), (float)(tau * -Math.Exp(-x) / StepSeconds + tau / StepSeconds));
    }

    /// <summary>Reads an array as full vectors.</summary>
    public static Span<System.Runtime.Intrinsics.Vector256<float>> Vectors(float[] lanes) =>
        MemoryMarshal.Cast<float, System.Runtime.Intrinsics.Vector256<float>>(lanes.AsSpan());
}
