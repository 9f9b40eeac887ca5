using System.Runtime.Intrinsics;
using F = Bss2.Emulator.Analog.LinearField;

namespace Bss2.Emulator.Analog;

/// <summary>
/// The linear core in lanes: closed forms from event to event, in double precision and from the same rounded constants as the plain
/// recursion of <see cref="ReferenceEngine"/>, whose values at whole cycles it meets to rounding; a firing is found by that recursion itself.
/// </summary>
internal sealed class LinearCore : ILaneCore
{
    private const int Width = LaneGroups.Width, Stride = (int)F.Count * Width;

    private double[] _data = [], _saved = [];
    private LinearCircuit[] _circuits = [];
    private bool[] _inReset = [], _savedInReset = [];
    private int[] _limit = [];
    private LaneGroups _lanes = new([]);

    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        _data = new double[lanes.Count * Stride];
        _saved = new double[lanes.Count * Stride];
        _limit = new int[lanes.Count];
        _circuits = new LinearCircuit[lanes.Neurons.Length];
        _inReset = new bool[lanes.Neurons.Length];
        _savedInReset = new bool[lanes.Neurons.Length];
        for (int lane = 0; lane < lanes.Neurons.Length; lane++)
        {
            At(lane, F.Screen) = double.PositiveInfinity;
            At(lane, F.Held) = 0;
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
        At(lane, F.Held) = _inReset[lane] ? c.Reset : double.NaN;
        int group = lane / Width;
        double most = 0;
        for (int k = group * Width; k < (group + 1) * Width; k++)
        {
            most = Math.Max(most, Math.Max(At(k, F.Rate), Math.Max(At(k, F.Rate) - At(k, F.FasterE), At(k, F.Rate) - At(k, F.FasterI))));
        }
        _limit[group] = Math.Max(1, (int)(LinearStep.LargestStep / most));
    }

    public double Membrane(int lane) => At(lane, F.Membrane);

    public double Drop(int lane, bool excitatory) => At(lane, excitatory ? F.DropE : F.DropI);

    public void Restore(int lane, double membrane, double dropExcitatory, double dropInhibitory) =>
        (At(lane, F.Membrane), At(lane, F.DropE), At(lane, F.DropI)) = (membrane, dropExcitatory, dropInhibitory);

    public void SetReset(int lane, bool inReset)
    {
        _inReset[lane] = inReset;
        At(lane, F.Held) = inReset ? _circuits[lane].Reset : double.NaN;
        if (inReset)
        {
            At(lane, F.Membrane) = _circuits[lane].Reset;
        }
    }

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

    public int StepLimit(int group) => _limit[group];

    public uint Step(int group, int cycles) => LinearStep.Propose(ref _data[group * Stride], cycles);

    public void Commit(int group)
    {
        Span<double> data = _data.AsSpan(group * Stride, Stride);
        data.Slice((int)F.NextMembrane * Width, 3 * Width).CopyTo(data);
    }

    public double Ceiling(int lane) => At(lane, F.Ceiling) + 1e-9;

    public int FirstCrossing(int lane, in CrossingSearch search)
    {
        LinearCircuit circuit = _circuits[lane];
        LinearPoint now = circuit.Jump(new(0, At(lane, F.Membrane), At(lane, F.DropE), At(lane, F.DropI)), search.From);
        double arch = Arch(lane, now), before = Excess(now, search);
        while (now.Cycle < search.To)
        {
            int to = Math.Min(search.To, search.CycleOf(search.GridBefore(now.Cycle) + 1));
            LinearPoint next = circuit.Jump(now, to - now.Cycle);
            double after = Excess(next, search);
            if (Math.Max(before, after) > -arch)
            {
                for (LinearPoint walk = circuit.Next(now); walk.Cycle <= to; walk = circuit.Next(walk))
                {
                    if (Excess(walk, search) > 0)
                    {
                        return walk.Cycle;
                    }
                }
            }
            (now, before) = (next, after);
        }
        return 0;
    }

    public void Save(int group)
    {
        _data.AsSpan(group * Stride, Stride).CopyTo(_saved.AsSpan(group * Stride));
        _inReset.AsSpan(group * Width, Width).CopyTo(_savedInReset.AsSpan(group * Width));
    }

    public void Undo(int group)
    {
        _saved.AsSpan(group * Stride, Stride).CopyTo(_data.AsSpan(group * Stride));
        _savedInReset.AsSpan(group * Width, Width).CopyTo(_inReset.AsSpan(group * Width));
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

    private static double Excess(in LinearPoint point, in CrossingSearch search) => point.V + search.NoiseAt(point.Cycle) - search.Level;

    // Between two looks on the grid the curve is at most this much above the higher one: h²/8 of a bound of its second derivative.
    private double Arch(int lane, in LinearPoint p)
    {
        double rate = At(lane, F.Rate), fastest = Math.Max(rate, Math.Max(rate - At(lane, F.FasterE), rate - At(lane, F.FasterI)));
        double swing = rate * Math.Abs(p.V - At(lane, F.Rest)) + At(lane, F.GainE) * Math.Abs(p.E) + At(lane, F.GainI) * Math.Abs(p.I);
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
