using System.Globalization;
using Bss2.Spikes;

namespace Bss2.UnitTests.Fuzz;

/// <summary>
/// No decoder of outside bytes crashes, hangs or allocates without bound, whatever comes. A few inputs in every test run; as many as wanted
/// with BSS2_FUZZ_INPUTS, from another seed with BSS2_FUZZ_SEED (docs/testing.md).
/// </summary>
public sealed class FuzzTests
{
    private const int Usual = 500;
    private const ulong UsualSeed = 1;

    private static readonly TimeSpan s_hangs = TimeSpan.FromMinutes(1);

    public static TheoryData<string> Names => [.. WireFuzz.All.Concat(FileFuzz.All).Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_that_comes_hurts(string name)
    {
        FuzzTarget target = WireFuzz.All.Concat(FileFuzz.All).Single(t => t.Name == name);
        Assert.All(target.Samples, sample => target.Run(sample));
        long inputs = Setting("BSS2_FUZZ_INPUTS", Usual);
        ulong seed = (ulong)Setting("BSS2_FUZZ_SEED", (long)UsualSeed);
        SeedTree node = SeedTree.Root(seed).Child((ulong)name.Length).Child(name[0]);
        long done = 0;
        string? finding = null;
        // A thread of its own: one that hangs is named, and left behind.
        var thread = new Thread(() => finding = Try(target, node, inputs, ref done)) { IsBackground = true };
        thread.Start();
        for (long before = -1; !thread.Join(s_hangs); before = Volatile.Read(ref done))
        {
            Assert.True(before != Volatile.Read(ref done), $"{name}: input {done} of seed {seed} hangs: {Show(FuzzInput.Of(target, node.Child((ulong)done)))}");
        }
        Assert.True(finding is null, $"{name}, seed {seed}: {finding}");
    }

    private static string? Try(FuzzTarget target, SeedTree node, long inputs, ref long done)
    {
        for (long n = 0; n < inputs; n++)
        {
            Volatile.Write(ref done, n);
            byte[] input = FuzzInput.Of(target, node.Child((ulong)n));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Run(input);
            }
            catch (Exception e)
            {
                return $"input {n}: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n')[0].Trim()}; {Show(input)}";
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > target.MostBytes + 64L * input.Length)
            {
                return $"input {n} made it allocate {allocated} bytes; {Show(input)}";
            }
        }
        return null;
    }

    private static string Show(byte[] input) => $"{input.Length} bytes {Convert.ToHexString(input)}";

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : otherwise;
}
