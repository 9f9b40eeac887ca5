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
    // Groups have a cache line between them, so that threads do not share one.
    private const int Width = LaneGroups.Width, Stride = ((int)F.Count + 2) * Width;

    // Step over the shortest time constant, and its bounds in cycles; events and spikes lie on the cycle whatever the step.
    private const double StepOverTau = 0.35;
    private const int ShortestStep = 10;

    // A free membrane whose time constant is below the step is interpolated by a straight line.
    private const float StiffStep = 1;

    private float[] _data = [], _saved = [];
    private CircuitMode[] _free = [], _held = [];
    private LaneGroups _lanes = new([]);

    public void Resize(LaneGroups lanes)
    {
        _lanes = lanes;
        _data = new float[lanes.Count * Stride];
        _saved = new float[lanes.Count * Stride];
        (_free, _held) = (new CircuitMode[lanes.Neurons.Length], new CircuitMode[lanes.Neurons.Length]);
        for (int lane = 0; lane < lanes.Neurons.Length; lane++)
        {
            // A lane that pads: no current ever flows, and its level is out of reach.
            At(lane, F.Screen) = float.PositiveInfinity;
            At(lane, F.Quiet) = CircuitMode.VanishedVolts;
        }
    }

    public void Set(int lane, in CircuitConstants constants)
    {
        double membrane = Membrane(lane);
        CircuitConstants c = constants;
        (At(lane, F.OffsetE), At(lane, F.OffsetI)) = ((float)c.OffsetExcitatory, (float)c.OffsetInhibitory);
        (At(lane, F.SlopeE), At(lane, F.SlopeI)) =
            ((float)(c.GmExcitatory / c.SaturationExcitatory), (float)(c.GmInhibitory / c.SaturationInhibitory));
        At(lane, F.HalfRateE) = (float)(-0.5 * D.CycleSeconds / c.TauExcitatory);
        At(lane, F.HalfRateI) = (float)(-0.5 * D.CycleSeconds / c.TauInhibitory);
        (_free[lane], _held[lane]) = (new(c, inReset: false), new(c, inReset: true));
        SetMode(lane, membrane);
        double shortest = Math.Min(c.MembraneTau, Math.Min(c.TauExcitatory, c.TauInhibitory));
        At(lane, F.FullStep) = Math.Max(ShortestStep, (int)(StepOverTau * shortest / D.CycleSeconds));
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
        At(lane, F.InReset) = inReset ? 1 : 0;
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
        }
        if (charge.IsInhibitoryIn(group))
        {
            Add(ref data, F.DropI, charge.Inhibitory, charge.InhibitoryNoise, group, noiseKey, 1);
        }
        At(group * Width, F.Stale) = 1;
    }

    public void SetScreen(int lane, double volts) => At(lane, F.Screen) = (float)volts - 1e-6f;

    public uint Step(int group, LaneClocks clocks)
    {
        ref float data = ref _data[group * Stride];
        ref float stale = ref At(group * Width, F.Stale);
        if (stale != 0)
        {
            stale = 0;
            CircuitStep.Refresh(ref data);
        }
        return CircuitStep.Propose(ref data, ref clocks.NowOf(group), ref clocks.StopOf(group));
    }

    public int Cycles(int lane) => (int)At(lane, F.Cycles);

    public void Cut(int lane, int cycle)
    {
        At(lane, F.NextDistance) = CubicOf(lane).At(cycle);
        Vector256<float> decay = LaneMath.Exp(2f * cycle * Vector256.Create(At(lane, F.HalfRateE), At(lane, F.HalfRateI), 0, 0, 0, 0, 0, 0));
        At(lane, F.NextDropE) = (float)CircuitState.Remains(At(lane, F.DropE) * decay.GetElement(0));
        At(lane, F.NextDropI) = (float)CircuitState.Remains(At(lane, F.DropI) * decay.GetElement(1));
        At(lane, F.Cycles) = cycle;
    }

    public void Commit(int group, LaneClocks clocks) => CircuitStep.Commit(ref _data[group * Stride], ref clocks.NowOf(group));

    public double Ceiling(int lane, int from, int to) => (double)At(lane, F.Base) + CubicOf(lane).Ceiling(from, to) + 1e-6;

    public int FirstCrossing(int lane, in CrossingSearch search)
    {
        float level = (float)(search.Level - At(lane, F.Base));
        StepCubic cubic = CubicOf(lane);
        // A comparator that counts from now on may be above its level already; after that it is so only by way of a grid point or the end.
        if (cubic.IsAbove(search, level, search.From + 1))
        {
            return search.From + 1;
        }
        int last = search.LastGrid;
        Vector256<float> ramp = Vector256.ConvertToSingle(Vector256<int>.Indices * MembraneNoise.StepCycles);
        for (int grid = search.FirstGrid; grid <= last; grid += Width)
        {
            Vector256<float> s = ramp + Vector256.Create((float)search.CycleOf(grid));
            uint above = Vector256.GreaterThan(cubic.At(s) + search.NoiseFrom(grid), Vector256.Create(level)).ExtractMostSignificantBits();
            above &= last - grid >= Width - 1 ? 0xFFu : (1u << (last - grid + 1)) - 1;
            if (above != 0)
            {
                return Scan(cubic, search, level, grid + BitOperations.TrailingZeroCount(above) - 1);
            }
        }
        return cubic.IsAbove(search, level, search.To) ? Scan(cubic, search, level, last) : 0;
    }

    public void Save(int group)
    {
        _data.AsSpan(group * Stride, Stride).CopyTo(_saved.AsSpan(group * Stride));
    }

    public void Undo(int group)
    {
        _saved.AsSpan(group * Stride, Stride).CopyTo(_data.AsSpan(group * Stride));
        At(group * Width, F.Stale) = 1;
    }

    // First cycle above the level after a grid point, where it is known that there is one before the next point or the end.
    private static int Scan(in StepCubic cubic, in CrossingSearch search, float level, int grid)
    {
        int start = search.CycleOf(grid);
        float noise = search.Noise[grid], slope = (search.Noise[Math.Min(grid + 1, search.Noise.Length - 1)] - noise) / MembraneNoise.StepCycles;
        for (int k = 1; k <= MembraneNoise.StepCycles; k += Width)
        {
            Vector256<float> along = Vector256.ConvertToSingle(Vector256<int>.Indices + Vector256.Create(k));
            Vector256<float> v = cubic.At(along + Vector256.Create((float)start)) + Vector256.FusedMultiplyAdd(along, Vector256.Create(slope), Vector256.Create(noise));
            uint above = Vector256.GreaterThan(v, Vector256.Create(level)).ExtractMostSignificantBits();
            int cycle = start + k + BitOperations.TrailingZeroCount(above);
            for (; above != 0 && cycle <= search.From; cycle = start + k + BitOperations.TrailingZeroCount(above))
            {
                above &= above - 1;
            }
            if (above != 0)
            {
                return Math.Min(cycle, search.To);
            }
        }
        return Math.Min(start + MembraneNoise.StepCycles, search.To);
    }

    private StepCubic CubicOf(int lane)
    {
        (float w0, float w1, float f0, float f1, float n) = Proposal(lane);
        float rise = (w1 - w0) / n;
        return At(lane, F.Rate) * n > StiffStep ? StepCubic.Between(w0, w1, rise, rise, n) : StepCubic.Between(w0, w1, f0, f1, n);
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
        ref readonly CircuitMode mode = ref (At(lane, F.InReset) != 0 ? _held : _free)[lane];
        At(lane, F.Base) = mode.Base;
        At(lane, F.Distance) = (float)(membrane - mode.Base);
        At(lane, F.Rate) = mode.Rate;
        At(lane, F.Bend) = mode.Bend;
        At(lane, F.Compliance) = mode.Compliance;
        (At(lane, F.LimitE), At(lane, F.LimitI)) = (mode.LimitE, mode.LimitI);
        At(lane, F.Quiet) = mode.Quiet;
        (At(lane, F.ActivityV), At(lane, F.ActivityE), At(lane, F.ActivityI)) = (mode.ActivityV, mode.ActivityE, mode.ActivityI);
        At(lane / Width * Width, F.Stale) = 1;
    }
}
