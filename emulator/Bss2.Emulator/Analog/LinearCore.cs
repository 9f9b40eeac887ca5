using System.Numerics;
using System.Runtime.Intrinsics;
using F = Bss2.Emulator.Analog.LinearField;

namespace Bss2.Emulator.Analog;

/// <summary>
/// The linear core in lanes: closed forms from event to event, in double precision and from the same rounded constants as the plain
/// recursion of <see cref="ReferenceEngine"/>, whose values at whole cycles it meets to rounding: firings lie on the same cycles.
/// </summary>
internal sealed class LinearCore : ILaneCore
{
    // Groups have a cache line between them, so that threads do not share one.
    private const int Width = LaneGroups.Width, Stride = ((int)F.Count + 1) * Width;

    // Of single-precision looks at the curve.
    private const double RoundingVolts = 1e-6;

    private double[] _data = [], _saved = [];
    private LinearCircuit[] _circuits = [];
    private LaneGroups _lanes = new([]);

    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        _data = new double[lanes.Count * Stride];
        _saved = new double[lanes.Count * Stride];
        _circuits = new LinearCircuit[lanes.Neurons.Length];
        for (int lane = 0; lane < lanes.Neurons.Length; lane++)
        {
            At(lane, F.Screen) = double.PositiveInfinity;
            At(lane, F.Held) = lanes.Neurons[lane] == LaneGroups.None ? 0 : double.NaN;
        }
    }

    public void Set(int lane, in CircuitConstants constants)
    {
        LinearCircuit c = _circuits[lane] = new(constants);
        (double lambda, double rateE, double rateI) = (-LogOnePlus(-c.LeakShare), -LogOnePlus(c.DecayE - 1), -LogOnePlus(c.DecayI - 1));
        At(lane, F.Rest) = c.Rest;
        At(lane, F.Rate) = lambda;
        (At(lane, F.FasterE), At(lane, F.FasterI)) = (lambda - rateE, lambda - rateI);
        // One cycle of the recursion adds K u, one of the closed form e^{−λ} G ψ(λ − λ_x) u.
        At(lane, F.GainE) = c.PerDropE / ((1 - c.LeakShare) * LinearStep.Psi(lambda - rateE));
        At(lane, F.GainI) = c.PerDropI / ((1 - c.LeakShare) * LinearStep.Psi(lambda - rateI));
        double fastest = Math.Max(lambda, Math.Max(rateE, rateI));
        // |V''''| < 8 μ³ (λ |V − V∞| + |G_e u_e| + |G_i u_i|) over a step, with μ the fastest rate; a cubic errs by h⁴/384 of it.
        At(lane, F.Error) = 8 * fastest * fastest * fastest / 384;
        At(lane, F.Held) = double.IsNaN(At(lane, F.Held)) ? double.NaN : c.Reset;
        (At(lane, F.SearchStep), At(lane, F.LongestStep)) =
            (Math.Max(1, Math.Floor(LinearStep.SearchStep / fastest)), Math.Max(1, Math.Floor(LinearStep.LongestStep / fastest)));
        // (e^{−at} − e^{−bt})/(b − a) has its maximum r^{r/(1−r)}/b, r = a/b ≤ 1, and that is below 1/(b + (e − 1) a).
        (double slower, double faster) = (Math.Min(lambda, rateE), Math.Max(lambda, rateE));
        At(lane, F.PeakE) = (1 + 1e-9) / (faster + 1.718 * slower);
    }

    public double Membrane(int lane) => At(lane, F.Membrane);

    public double Drop(int lane, bool excitatory) => At(lane, excitatory ? F.DropE : F.DropI);

    public void Restore(int lane, double membrane, double dropExcitatory, double dropInhibitory) =>
        (At(lane, F.Membrane), At(lane, F.DropE), At(lane, F.DropI)) = (membrane, dropExcitatory, dropInhibitory);

    // The membrane is at its reset potential from the next cycle's end on.
    public void SetReset(int lane, bool inReset) => At(lane, F.Held) = inReset ? _circuits[lane].Reset : double.NaN;

    public void Forget(int lane)
    {
        At(lane, F.DropE) = CircuitState.Remains(At(lane, F.DropE));
        At(lane, F.DropI) = CircuitState.Remains(At(lane, F.DropI));
    }

    public void Apply(int group, LineCharge charge, uint? noiseKey)
    {
        if (charge.IsExcitatoryIn(group))
        {
            Add(group, F.DropE, charge.Excitatory, charge.ExcitatoryNoise, noiseKey, 0);
        }
        if (charge.IsInhibitoryIn(group))
        {
            Add(group, F.DropI, charge.Inhibitory, charge.InhibitoryNoise, noiseKey, 1);
        }
    }

    public void SetScreen(int lane, double volts) => At(lane, F.Screen) = volts - 1e-9;

    public uint Step(int group, LaneClocks clocks) => LinearStep.Propose(ref _data[group * Stride], ref clocks.NowOf(group), ref clocks.StopOf(group));

    public int Cycles(int lane) => (int)At(lane, F.Cycles);

    public void Cut(int lane, int cycle)
    {
        LinearPoint there = Leap(lane, cycle);
        (At(lane, F.NextMembrane), At(lane, F.NextDropE), At(lane, F.NextDropI)) = (there.V, there.E, there.I);
        At(lane, F.Cycles) = cycle;
    }

    public void Commit(int group, LaneClocks clocks)
    {
        Span<double> data = _data.AsSpan(group * Stride, Stride);
        data.Slice((int)F.NextMembrane * Width, 3 * Width).CopyTo(data);
        ref int now = ref clocks.NowOf(group);
        Vector256<float> cycles = Vector256.Narrow(Vector256.Create<double>(data[((int)F.Cycles * Width)..]), Vector256.Create<double>(data[((int)F.Cycles * Width + 4)..]));
        (Vector256.LoadUnsafe(ref now) + Vector256.ConvertToInt32(cycles)).StoreUnsafe(ref now);
    }

    public double Ceiling(int lane, int from, int to)
    {
        double cycles = At(lane, F.Cycles), start = At(lane, F.Membrane);
        return start + CubicOf(lane, start).Ceiling(from, to) + cycles * cycles * cycles * cycles * At(lane, F.Error) * Swing(lane) + RoundingVolts;
    }

    public int FirstCrossing(int lane, in CrossingSearch search)
    {
        double from = At(lane, F.Membrane), cycles = At(lane, F.Cycles), swing = Swing(lane), arch = Arch(lane, swing);
        StepCubic cubic = CubicOf(lane, from);
        // Where the cubic is this far below the level, so is the curve, and nothing is above it between there and the next grid point.
        float near = (float)(search.Level - from - arch - cycles * cycles * cycles * cycles * At(lane, F.Error) * swing - RoundingVolts);
        int last = search.LastGrid, first = search.FirstGrid;
        uint before = cubic.IsAbove(search, near, search.From) ? 1u : 0;
        Vector256<float> ramp = Vector256.ConvertToSingle(Vector256<int>.Indices * MembraneNoise.StepCycles);
        for (int grid = first; grid <= last; grid += Width)
        {
            Vector256<float> s = ramp + Vector256.Create((float)search.CycleOf(grid));
            uint above = Vector256.GreaterThan(cubic.At(s) + search.NoiseFrom(grid), Vector256.Create(near)).ExtractMostSignificantBits();
            uint look = (above | above << 1 | before) & (last - grid >= Width - 1 ? 0xFFu : (1u << (last - grid + 1)) - 1);
            for (; look != 0; look &= look - 1)
            {
                int point = grid + BitOperations.TrailingZeroCount(look);
                if (Look(lane, search, point - 1, search.CycleOf(point)) is > 0 and int found)
                {
                    return found;
                }
            }
            before = above >> (Width - 1) & 1;
        }
        return search.CycleOf(last) < search.To && (cubic.IsAbove(search, near, Math.Max(search.CycleOf(last), search.From))
            || cubic.IsAbove(search, near, search.To)) ? Look(lane, search, last, search.To) : 0;
    }

    public void Save(int group)
    {
        _data.AsSpan(group * Stride, Stride).CopyTo(_saved.AsSpan(group * Stride));
    }

    public void Undo(int group)
    {
        _saved.AsSpan(group * Stride, Stride).CopyTo(_data.AsSpan(group * Stride));
    }

    // ln(1 + x) = 2 artanh(x/(2 + x)): exact to rounding for the small x of a cycle.
    private static double LogOnePlus(double x)
    {
        double s = x / (2 + x), square = s * s, power = s, sum = s;
        for (int k = 3; Math.Abs(power) > Math.Abs(sum) * 1e-18; k += 2)
        {
            power *= square;
            sum += power / k;
        }
        return 2 * sum;
    }

    // First cycle above the level after a grid point, or after where the search begins; 0 if there is none up to a cycle before the next one.
    private int Look(int lane, in CrossingSearch search, int grid, int to)
    {
        int from = Math.Max(search.CycleOf(grid), search.From);
        double left = search.Noise[grid], right = search.Noise[Math.Min(grid + 1, search.Noise.Length - 1)];
        Vector256<double> rise = Vector256.Create((double)(float)(right - left)), step = Vector256.Create((double)MembraneNoise.StepCycles);
        for (int k = from + 1; k <= to; k += 4)
        {
            Vector256<double> n = Vector256.Create(k, k + 1.0, k + 2.0, k + 3.0), phase = n - Vector256.Create((double)search.CycleOf(grid));
            Vector256<double> noise = Vector256.ConditionalSelect(Vector256.Equals(phase, step), Vector256.Create(right), Vector256.Create(left) + rise * (phase / step));
            uint above = Vector256.GreaterThan(Membrane(lane, n) + noise - Vector256.Create(search.Level), Vector256<double>.Zero).ExtractMostSignificantBits();
            if (above != 0 && k + BitOperations.TrailingZeroCount(above) is var found && found <= to)
            {
                return found;
            }
        }
        return 0;
    }

    private StepCubic CubicOf(int lane, double from) => StepCubic.Between(
        0, (float)(At(lane, F.NextMembrane) - from), (float)At(lane, F.SlopeBefore), (float)At(lane, F.SlopeAfter), (float)At(lane, F.Cycles));

    // The closed form that steps take.
    private LinearPoint Leap(int lane, int n)
    {
        double rate = At(lane, F.Rate), xe = n * At(lane, F.FasterE), xi = n * At(lane, F.FasterI), xm = -n * rate;
        Vector256<double> psi = LinearStep.Psi(Vector256.Create(xe, xi, xm, 0));
        double pe = psi.GetElement(0), pi = psi.GetElement(1), decay = Math.FusedMultiplyAdd(xm, psi.GetElement(2), 1);
        double e = At(lane, F.DropE), i = At(lane, F.DropI), rest = At(lane, F.Rest);
        double drive = Math.FusedMultiplyAdd(At(lane, F.GainE) * e, pe, -(At(lane, F.GainI) * i * pi));
        double v = Math.FusedMultiplyAdd(decay, Math.FusedMultiplyAdd(n, drive, At(lane, F.Membrane) - rest), rest);
        return new(n, v, e * decay * Math.FusedMultiplyAdd(xe, pe, 1), i * decay * Math.FusedMultiplyAdd(xi, pi, 1));
    }

    // The membrane of the same form, at four cycles.
    private Vector256<double> Membrane(int lane, Vector256<double> n)
    {
        Vector256<double> xe = n * Vector256.Create(At(lane, F.FasterE)), xi = n * Vector256.Create(At(lane, F.FasterI));
        Vector256<double> xm = -n * Vector256.Create(At(lane, F.Rate)), rest = Vector256.Create(At(lane, F.Rest));
        Vector256<double> decay = Vector256.FusedMultiplyAdd(xm, LinearStep.Psi(xm), Vector256<double>.One);
        Vector256<double> drive = Vector256.FusedMultiplyAdd(Vector256.Create(At(lane, F.GainE) * At(lane, F.DropE)), LinearStep.Psi(xe),
            -(Vector256.Create(At(lane, F.GainI) * At(lane, F.DropI)) * LinearStep.Psi(xi)));
        return Vector256.FusedMultiplyAdd(decay, Vector256.FusedMultiplyAdd(n, drive, Vector256.Create(At(lane, F.Membrane)) - rest), rest);
    }

    private double Swing(int lane) => At(lane, F.Rate) * Math.Abs(At(lane, F.Membrane) - At(lane, F.Rest))
        + At(lane, F.GainE) * Math.Abs(At(lane, F.DropE)) + At(lane, F.GainI) * Math.Abs(At(lane, F.DropI));

    // Between two points of the grid the curve is at most this much above the higher one: h²/8 of a bound of its second derivative.
    private double Arch(int lane, double swing)
    {
        double rate = At(lane, F.Rate), fastest = Math.Max(rate, Math.Max(rate - At(lane, F.FasterE), rate - At(lane, F.FasterI)));
        return MembraneNoise.StepCycles * MembraneNoise.StepCycles / 8.0 * 4 * fastest * swing;
    }

    private void Add(int group, F drop, float[] charge, float[] deviation, uint? noiseKey, uint line)
    {
        int first = group * Width;
        Vector256<float> c = Vector256.LoadUnsafe(ref charge[first]);
        if (noiseKey is { } key)
        {
            Vector256<uint> place = Vector256.LoadUnsafe(ref _lanes.Neurons[first]).AsUInt32() * 2u + Vector256.Create(line);
            c += Vector256.LoadUnsafe(ref deviation[first]) * LaneMath.ChargeNoise(key, place);
        }
        (Vector256<double> low, Vector256<double> high) = Vector256.Widen(c);
        Span<double> drops = _data.AsSpan(group * Stride + (int)drop * Width, Width);
        (Vector256.Create<double>(drops) + low).CopyTo(drops);
        (Vector256.Create<double>(drops[4..]) + high).CopyTo(drops[4..]);
    }

    private ref double At(int lane, F field) => ref _data[lane / Width * Stride + (int)field * Width + lane % Width];
}
