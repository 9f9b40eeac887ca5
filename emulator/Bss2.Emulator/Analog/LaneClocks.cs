using System.Runtime.Intrinsics;

namespace Bss2.Emulator.Analog;

/// <summary>How far each lane is in the interval between two pulses of its group, and where it stops next: cycles since the interval's start.</summary>
/// <remarks>Groups lie two cache lines apart, so that threads do not share one.</remarks>
internal sealed class LaneClocks(LaneGroups lanes)
{
    private const int Width = LaneGroups.Width, Stride = 4 * Width, StopAt = Width, HeldAt = 2 * Width;

    private readonly int[] _cycles = new int[lanes.Count * Stride];

    /// <summary>A lane's time.</summary>
    public ref int Now(int lane) => ref _cycles[lane / Width * Stride + lane % Width];

    /// <summary>Where a lane stops next.</summary>
    public ref int Stop(int lane) => ref _cycles[lane / Width * Stride + StopAt + lane % Width];

    /// <summary>Times of a group.</summary>
    public ref int NowOf(int group) => ref _cycles[group * Stride];

    /// <summary>Stops of a group.</summary>
    public ref int StopOf(int group) => ref _cycles[group * Stride + StopAt];

    /// <summary>Lanes of a group that the analog reset holds, one bit each.</summary>
    public ref int Held(int group) => ref _cycles[group * Stride + HeldAt];

    /// <summary>All lanes at the beginning of an interval, with nothing to stop for; those that only pad a group are at its end.</summary>
    public void Begin(int group, int span)
    {
        Vector256<int> used = Vector256.GreaterThan(Vector256.LoadUnsafe(ref lanes.Neurons[group * Width]), Vector256.Create(LaneGroups.None));
        Vector256.AndNot(Vector256.Create(span), used).StoreUnsafe(ref NowOf(group));
        Vector256.Create(span).StoreUnsafe(ref StopOf(group));
    }

    /// <summary>Lanes at their stop, one bit each.</summary>
    public uint Stopped(int group) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref NowOf(group)), Vector256.LoadUnsafe(ref StopOf(group))).ExtractMostSignificantBits();

    /// <summary>Lanes at the interval's end, one bit each.</summary>
    public uint Ended(int group, int span) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref NowOf(group)), Vector256.Create(span)).ExtractMostSignificantBits();
}
