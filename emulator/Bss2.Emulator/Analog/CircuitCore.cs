using System.Numerics;
using System.Runtime.Intrinsics;
using D = Bss2.Emulator.Analog.AnalogDefaults;
using F = Bss2.Emulator.Analog.CircuitField;

namespace Bss2.Emulator.Analog;

/// <summary>The circuit core in lanes: membranes with saturating inputs, leak and compliance, moved by <see cref="CircuitStep"/>.</summary>
/// <remarks>
/// The membrane is kept as its distance from the potential that pulls it: leak, or reset while that is on. A mode only changes a
/// lane's constants. Single precision: rounding is of the order of 10 nV.
/// </remarks>
internal sealed class CircuitCore : ILaneCore
{
    private const int Width = LaneGroups.Width, Stride = (int)F.Count * Width;

    // Step over the shortest time constant, and its bounds in cycles; events and spikes lie on the cycle whatever the step.
    private const double StepOverTau = 0.2;
    private const int ShortestStep = 10;

    // A free membrane whose time constant is below the step is interpolated by a straight line.
    private const float StiffStep = 1;

    // The step doubles for every factor 16 below this activity, V: its error falls with the fourth power.
    private const float FullActivity = 0.02f;
    private const int MostDoublings = 5;

    // The membrane counts as arrived at its reset potential within 1 µV; no denormals elsewhere.
    private const float ArrivedVolts = 1e-6f, VanishedVolts = 1e-12f;

    // Weight of what happens in reset for the choice of the step: only where the membrane is at the release matters.
    private const float ResetActivity = 1 / 600f;

    private float[] _data = [], _saved = [], _activity = [], _savedActivity = [];
    private CircuitConstants[] _constants = [];
    private bool[] _inReset = [], _savedInReset = [];
    private int[] _limit = [];
    private LaneGroups _lanes = new([]);

    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        _data = new float[lanes.Count * Stride];
        _saved = new float[lanes.Count * Stride];
        _activity = new float[lanes.Count];
        _savedActivity = new float[lanes.Count];
        _limit = new int[lanes.Count];
        _constants = new CircuitConstants[lanes.Neurons.Length];
        _inReset = new bool[lanes.Neurons.Length];
        _savedInReset = new bool[lanes.Neurons.Length];
        for (int lane = 0; lane < lanes.Neurons.Length; lane++)
        {
            // A lane that pads: no current ever flows, and its level is out of reach.
            At(lane, F.Screen) = float.PositiveInfinity;
            At(lane, F.Quiet) = VanishedVolts;
        }
    }

    public void Set(int lane, in CircuitConstants constants)
    {
        double membrane = Membrane(lane);
        _constants[lane] = constants;
        CircuitConstants c = constants;
        (At(lane, F.OffsetE), At(lane, F.OffsetI)) = ((float)c.OffsetExcitatory, (float)c.OffsetInhibitory);
        (At(lane, F.SlopeE), At(lane, F.SlopeI)) =
            ((float)(c.GmExcitatory / c.SaturationExcitatory), (float)(c.GmInhibitory / c.SaturationInhibitory));
        At(lane, F.HalfRateE) = (float)(-0.5 * D.CycleSeconds / c.TauExcitatory);
        At(lane, F.HalfRateI) = (float)(-0.5 * D.CycleSeconds / c.TauInhibitory);
        SetMode(lane, membrane);
        int group = lane / Width;
        double shortest = double.MaxValue;
        for (int k = group * Width; k < (group + 1) * Width; k++)
        {
            if (_lanes.Neurons[k] != LaneGroups.None && _constants[k].Capacitance > 0)
            {
                CircuitConstants other = _constants[k];
                shortest = Math.Min(shortest, Math.Min(other.MembraneTau, Math.Min(other.TauExcitatory, other.TauInhibitory)));
            }
        }
        _limit[group] = Math.Max(ShortestStep, (int)(StepOverTau * shortest / D.CycleSeconds));
    }

    public double Membrane(int lane) => (double)At(lane, F.Base) + At(lane, F.Distance);

    public double Drop(int lane, bool excitatory) => At(lane, excitatory ? F.DropE : F.DropI);

    public void Restore(int lane, double membrane, double dropExcitatory, double dropInhibitory)
    {
        (At(lane, F.DropE), At(lane, F.DropI)) = ((float)dropExcitatory, (float)dropInhibitory);
        SetMode(lane, membrane);
    }

    public void SetReset(int lane, bool inReset)
    {
        double membrane = Membrane(lane);
        _inReset[lane] = inReset;
        SetMode(lane, membrane);
    }

    // The kernel drops what lies below 1 nV at every step.
    public void Forget(int lane)
    {
    }

    public void Apply(int group, LineCharge charge, uint? noiseKey)
    {
        ref float data = ref _data[group * Stride];
        if (charge.IsExcitatoryIn(group))
        {
            Add(ref data, F.DropE, charge.Excitatory, charge.ExcitatoryNoise, group, noiseKey, 0);
            CircuitStep.RefreshExcitatory(ref data);
        }
        if (charge.IsInhibitoryIn(group))
        {
            Add(ref data, F.DropI, charge.Inhibitory, charge.InhibitoryNoise, group, noiseKey, 1);
            CircuitStep.RefreshInhibitory(ref data);
        }
        _activity[group] = float.MaxValue;
    }

    public void SetScreen(int lane, double volts) => At(lane, F.Screen) = (float)volts - 1e-6f;

    public int StepLimit(int group)
    {
        float activity = _activity[group], level = FullActivity;
        int limit = _limit[group];
        for (int k = 0; k < MostDoublings && activity < level; k++)
        {
            limit *= 2;
            level /= 16;
        }
        return limit;
    }

    public uint Step(int group, int cycles) => CircuitStep.Propose(ref _data[group * Stride], cycles);

    public void Commit(int group) => _activity[group] = CircuitStep.Commit(ref _data[group * Stride]);

    public double Ceiling(int lane)
    {
        (float w0, float w1, float a, float b, float cycles) = Proposal(lane);
        float top = Math.Max(Math.Max(w0, w1), Math.Max(w0 + a * cycles / 3, w1 - b * cycles / 3));
        return (double)At(lane, F.Base) + top + 1e-6;
    }

    public int FirstCrossing(int lane, in CrossingSearch search)
    {
        (float w0, float w1, float f0, float f1, float n) = Proposal(lane);
        float rise = (w1 - w0) / n, level = (float)(search.Level - At(lane, F.Base));
        if (At(lane, F.Rate) * n > StiffStep)
        {
            (f0, f1) = (rise, rise);
        }
        var cubic = new Cubic(w0, f0, (3 * rise - 2 * f0 - f1) / n, (f0 + f1 - 2 * rise) / (n * n));
        int first = search.FirstGrid, last = search.LastGrid, next = search.From + 1;
        if (cubic.IsAbove(search, level, next))
        {
            return next;
        }
        Vector256<float> ramp = Vector256.ConvertToSingle(Vector256<int>.Indices * MembraneNoise.StepCycles);
        for (int grid = first; grid <= last; grid += Width)
        {
            Vector256<float> s = ramp + Vector256.Create((float)search.CycleOf(grid));
            // A block has one grid point more than eight vectors: the last vector may reach beyond it.
            Vector256<float> noise = grid + Width <= search.Noise.Length ? Vector256.Create(search.Noise[grid..]) : Rest(search.Noise[grid..]);
            uint above = Vector256.GreaterThan(cubic.At(s) + noise, Vector256.Create(level)).ExtractMostSignificantBits();
            above &= last - grid >= Width - 1 ? 0xFFu : (1u << (last - grid + 1)) - 1;
            if (above != 0)
            {
                int at = grid + BitOperations.TrailingZeroCount(above);
                return Scan(cubic, search, level, Math.Max(next, search.CycleOf(at - 1)), search.CycleOf(at));
            }
        }
        return cubic.IsAbove(search, level, search.To) ? Scan(cubic, search, level, Math.Max(next, search.CycleOf(last)), search.To) : 0;
    }

    public void Save(int group)
    {
        _data.AsSpan(group * Stride, Stride).CopyTo(_saved.AsSpan(group * Stride));
        _inReset.AsSpan(group * Width, Width).CopyTo(_savedInReset.AsSpan(group * Width));
        _savedActivity[group] = _activity[group];
    }

    public void Undo(int group)
    {
        _saved.AsSpan(group * Stride, Stride).CopyTo(_data.AsSpan(group * Stride));
        _savedInReset.AsSpan(group * Width, Width).CopyTo(_inReset.AsSpan(group * Width));
        _activity[group] = _savedActivity[group];
    }

    private static int Scan(in Cubic cubic, in CrossingSearch search, float level, int after, int last)
    {
        for (int cycle = after + 1; cycle < last; cycle++)
        {
            if (cubic.IsAbove(search, level, cycle))
            {
                return cycle;
            }
        }
        return last;
    }

    private static Vector256<float> Rest(ReadOnlySpan<float> values)
    {
        Span<float> padded = stackalloc float[Width];
        padded.Clear();
        values[..Math.Min(Width, values.Length)].CopyTo(padded);
        return Vector256.Create<float>(padded);
    }

    private ref float At(int lane, F field) => ref _data[lane / Width * Stride + (int)field * Width + lane % Width];

    private (float From, float To, float SlopeFrom, float SlopeTo, float Cycles) Proposal(int lane) =>
        (At(lane, F.Distance), At(lane, F.NextDistance), At(lane, F.SlopeBefore), At(lane, F.SlopeAfter), At(lane, F.Cycles));

    private void Add(ref float data, F drop, float[] charge, float[] deviation, int group, uint? noiseKey, uint line)
    {
        int first = group * Width;
        Vector256<float> c = Vector256.LoadUnsafe(ref charge[first]);
        if (noiseKey is { } key)
        {
            Vector256<uint> place = Vector256.LoadUnsafe(ref _lanes.Neurons[first]).AsUInt32() * 2u + Vector256.Create(line);
            c += Vector256.LoadUnsafe(ref deviation[first]) * LaneMath.ChargeNoise(key, place);
        }
        (Vector256.LoadUnsafe(ref data, (nuint)drop * Width) + c).StoreUnsafe(ref data, (nuint)drop * Width);
    }

    private void SetMode(int lane, double membrane)
    {
        ref readonly CircuitConstants c = ref _constants[lane];
        if (c.Capacitance == 0)
        {
            return;
        }
        bool held = _inReset[lane];
        double pull = held ? c.Reset : c.Leak, perCycle = D.CycleSeconds / c.Capacitance, share = held && c.Pause ? 0 : perCycle;
        At(lane, F.Base) = (float)pull;
        At(lane, F.Distance) = (float)(membrane - (float)pull);
        At(lane, F.Rate) = (float)(D.CycleSeconds / (held ? c.ResetTau : c.MembraneTau));
        At(lane, F.Bend) = held ? 0 : (float)(c.LeakCurrent * perCycle);
        At(lane, F.Compliance) = (float)((pull - D.ComplianceStart) / D.ComplianceSpan);
        (At(lane, F.LimitE), At(lane, F.LimitI)) = ((float)(c.SaturationExcitatory * share), (float)(c.SaturationInhibitory * share));
        At(lane, F.Quiet) = held ? ArrivedVolts : VanishedVolts;
        float weight = held ? ResetActivity : 1;
        At(lane, F.ActivityV) = held ? 0 : (float)(c.MembraneTau / D.CycleSeconds);
        At(lane, F.ActivityE) = weight * (float)(c.GmExcitatory * c.MembraneTau / c.Capacitance);
        At(lane, F.ActivityI) = weight * (float)(c.GmInhibitory * c.MembraneTau / c.Capacitance);
        ref float data = ref _data[lane / Width * Stride];
        CircuitStep.RefreshExcitatory(ref data);
        CircuitStep.RefreshInhibitory(ref data);
        _activity[lane / Width] = float.MaxValue;
    }

    private readonly record struct Cubic(float C0, float C1, float C2, float C3)
    {
        public float At(float s) => MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(C3, s, C2), s, C1), s, C0);

        public bool IsAbove(in CrossingSearch search, float level, int cycle) => At(cycle) + (float)search.NoiseAt(cycle) > level;

        public Vector256<float> At(Vector256<float> s) => Vector256.FusedMultiplyAdd(
            Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(Vector256.Create(C3), s, Vector256.Create(C2)), s, Vector256.Create(C1)),
            s, Vector256.Create(C0));
    }
}
