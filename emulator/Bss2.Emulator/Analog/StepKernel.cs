using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using D = Bss2.Emulator.Analog.AnalogDefaults;

namespace Bss2.Emulator.Analog;

/// <summary>One analog step for all lanes. Leaf methods: no calls in the loop, so that vectors stay in registers.</summary>
/// <remarks>
/// tanh x ≈ x (945 + 105 x² + x⁴)/(945 + 420 x² + 15 x⁴), clamped at |x| = 3.6: error below 2e-5 for |x| &lt; 2, 1.4e-3 at worst.
/// All lanes compute both leak and reset and select; results do not depend on the vector width of the machine.
/// </remarks>
internal static class StepKernel
{
    private const float TanhLimit = 3.6f;

    // Line drops below this are set to 0: no denormals, and a quiet chip forgets its past exactly.
    private const float QuietDrop = 1e-9f;

    // The membrane is taken as arrived at its reset potential within this: same reason.
    private const float ArrivedVolts = 1e-6f;

    /// <summary>Circuit core; returns whether any comparator may have switched.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Circuit(LaneState s, bool pulses)
    {
        Span<Vector256<float>> v = LaneState.Vectors(s.V), before = LaneState.Vectors(s.VBefore), dropE = LaneState.Vectors(s.DropE),
            dropI = LaneState.Vectors(s.DropI), endE = LaneState.Vectors(s.EndE), endI = LaneState.Vectors(s.EndI),
            averageE = LaneState.Vectors(s.AverageE), averageI = LaneState.Vectors(s.AverageI), current = LaneState.Vectors(s.Current);
        Span<Vector256<float>> leak = LaneState.Vectors(s.Leak), reset = LaneState.Vectors(s.Reset), level = LaneState.Vectors(s.Level),
            leakStep = LaneState.Vectors(s.LeakStep), resetStep = LaneState.Vectors(s.ResetStep), decayE = LaneState.Vectors(s.StepDecayE),
            decayI = LaneState.Vectors(s.StepDecayI), meanE = LaneState.Vectors(s.StepMeanE), meanI = LaneState.Vectors(s.StepMeanI),
            offsetE = LaneState.Vectors(s.OffsetE), offsetI = LaneState.Vectors(s.OffsetI), slopeE = LaneState.Vectors(s.SlopeE),
            slopeI = LaneState.Vectors(s.SlopeI), limitE = LaneState.Vectors(s.LimitE), limitI = LaneState.Vectors(s.LimitI),
            share = LaneState.Vectors(s.ResetShare), noise = LaneState.Vectors(s.Noise);
        Span<Vector256<int>> canFire = MemoryMarshal.Cast<int, Vector256<int>>(s.CanFire.AsSpan()),
            inReset = MemoryMarshal.Cast<int, Vector256<int>>(s.InReset.AsSpan());
        Vector256<float> c945 = Vector256.Create(945f), c105 = Vector256.Create(105f), c420 = Vector256.Create(420f),
            c15 = Vector256.Create(15f), top = Vector256.Create(TanhLimit), bottom = Vector256.Create(-TanhLimit), one = Vector256<float>.One;
        Vector256<float> overLinear = Vector256.Create((float)(1 / D.LeakLinearVolts)), overSpan = Vector256.Create((float)(1 / D.ComplianceSpan)),
            complianceStart = Vector256.Create((float)D.ComplianceStart), quiet = Vector256.Create(QuietDrop),
            arrived = Vector256.Create(ArrivedVolts);
        Vector256<float> any = Vector256<float>.Zero;
        for (int k = 0; k < v.Length; k++)
        {
            Vector256<float> v0 = v[k], e = dropE[k], i = dropI[k];
            before[k] = v0;
            Vector256<float> e1 = e * decayE[k], i1 = i * decayI[k], em = e * meanE[k], im = i * meanI[k];
            if (pulses)
            {
                e1 += endE[k];
                i1 += endI[k];
                em += averageE[k];
                im += averageI[k];
            }
            dropE[k] = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(e1), quiet), Vector256<float>.Zero, e1);
            dropI[k] = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(i1), quiet), Vector256<float>.Zero, i1);
            Vector256<float> x = Vector256.Min(Vector256.Max((em + offsetE[k]) * slopeE[k], bottom), top), q = x * x;
            Vector256<float> input = limitE[k] * x * Vector256.FusedMultiplyAdd(q, q + c105, c945)
                / Vector256.FusedMultiplyAdd(q, Vector256.FusedMultiplyAdd(q, c15, c420), c945);
            x = Vector256.Min(Vector256.Max((im + offsetI[k]) * slopeI[k], bottom), top);
            q = x * x;
            Vector256<float> compliance = Vector256.Min(Vector256.Max((v0 - complianceStart) * overSpan, Vector256<float>.Zero), one);
            input -= compliance * limitI[k] * x * Vector256.FusedMultiplyAdd(q, q + c105, c945)
                / Vector256.FusedMultiplyAdd(q, Vector256.FusedMultiplyAdd(q, c15, c420), c945);
            current[k] = input;
            x = Vector256.Min(Vector256.Max((leak[k] - v0) * overLinear, bottom), top);
            q = x * x;
            Vector256<float> free = v0 + input + leakStep[k] * x * Vector256.FusedMultiplyAdd(q, q + c105, c945)
                / Vector256.FusedMultiplyAdd(q, Vector256.FusedMultiplyAdd(q, c15, c420), c945);
            Vector256<float> held = Vector256.FusedMultiplyAdd(reset[k] - v0, resetStep[k], v0) + share[k] * input;
            held = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(reset[k] - held), arrived), reset[k], held);
            Vector256<float> v1 = Vector256.ConditionalSelect(inReset[k].AsSingle(), held, free);
            v[k] = v1;
            any |= Vector256.GreaterThan(v1 + noise[k], level[k]) & canFire[k].AsSingle();
        }
        return any.AsInt32() != Vector256<int>.Zero;
    }

    /// <summary>Small-signal core: exact propagators, ideal reset.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Linear(LaneState s, bool pulses)
    {
        Span<Vector256<float>> v = LaneState.Vectors(s.V), before = LaneState.Vectors(s.VBefore), dropE = LaneState.Vectors(s.DropE),
            dropI = LaneState.Vectors(s.DropI), endE = LaneState.Vectors(s.EndE), endI = LaneState.Vectors(s.EndI),
            averageE = LaneState.Vectors(s.AverageE), averageI = LaneState.Vectors(s.AverageI), current = LaneState.Vectors(s.Current);
        Span<Vector256<float>> leak = LaneState.Vectors(s.Leak), reset = LaneState.Vectors(s.Reset), level = LaneState.Vectors(s.Level),
            decayE = LaneState.Vectors(s.StepDecayE), decayI = LaneState.Vectors(s.StepDecayI), meanE = LaneState.Vectors(s.StepMeanE),
            meanI = LaneState.Vectors(s.StepMeanI), offsetE = LaneState.Vectors(s.OffsetE), offsetI = LaneState.Vectors(s.OffsetI),
            slopeE = LaneState.Vectors(s.SlopeE), slopeI = LaneState.Vectors(s.SlopeI), leakShare = LaneState.Vectors(s.LeakShare),
            noise = LaneState.Vectors(s.Noise);
        Span<Vector256<int>> canFire = MemoryMarshal.Cast<int, Vector256<int>>(s.CanFire.AsSpan()),
            inReset = MemoryMarshal.Cast<int, Vector256<int>>(s.InReset.AsSpan());
        Vector256<float> quiet = Vector256.Create(QuietDrop), any = Vector256<float>.Zero;
        for (int k = 0; k < v.Length; k++)
        {
            Vector256<float> v0 = v[k], e = dropE[k], i = dropI[k];
            before[k] = v0;
            Vector256<float> e1 = e * decayE[k], i1 = i * decayI[k], em = e * meanE[k], im = i * meanI[k];
            if (pulses)
            {
                e1 += endE[k];
                i1 += endI[k];
                em += averageE[k];
                im += averageI[k];
            }
            dropE[k] = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(e1), quiet), Vector256<float>.Zero, e1);
            dropI[k] = Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(i1), quiet), Vector256<float>.Zero, i1);
            Vector256<float> input = (em + offsetE[k]) * slopeE[k] - (im + offsetI[k]) * slopeI[k];
            current[k] = input;
            Vector256<float> free = Vector256.FusedMultiplyAdd(leak[k] - v0, leakShare[k], v0) + input;
            Vector256<float> v1 = Vector256.ConditionalSelect(inReset[k].AsSingle(), reset[k], free);
            v[k] = v1;
            any |= Vector256.GreaterThan(v1 + noise[k], level[k]) & canFire[k].AsSingle();
        }
        return any.AsInt32() != Vector256<int>.Zero;
    }

    /// <summary>Moves the membrane noise on by a step: x ← a x + b n, the old value kept for interpolation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Noise(LaneState s, float decay, float drive, long step)
    {
        Span<Vector256<float>> x = LaneState.Vectors(s.Noise), before = LaneState.Vectors(s.NoiseBefore);
        Span<Vector256<uint>> key = MemoryMarshal.Cast<uint, Vector256<uint>>(s.Key.AsSpan());
        Vector256<uint> counter = Vector256.Create((uint)step * 0x9E37_79B9u), m1 = Vector256.Create(0x7FEB_352Du),
            m2 = Vector256.Create(0x846C_A68Bu), low = Vector256.Create(0xFFFFu);
        Vector256<float> a = Vector256.Create(decay), b = Vector256.Create(drive), mean = Vector256.Create(TemporalNoise.InnovationMean),
            scale = Vector256.Create(1f / TemporalNoise.InnovationDeviation);
        for (int k = 0; k < x.Length; k++)
        {
            Vector256<uint> h = key[k] ^ counter;
            h ^= h >>> 16;
            h *= m1;
            h ^= h >>> 15;
            h *= m2;
            h ^= h >>> 16;
            Vector256<float> n = (Vector256.ConvertToSingle(((h & low) + (h >>> 16)).AsInt32()) - mean) * scale;
            before[k] = x[k];
            x[k] = Vector256.FusedMultiplyAdd(a, x[k], b * n);
        }
    }
}
