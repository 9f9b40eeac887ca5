namespace Bss2.Training;

/// <summary>
/// Names of batches: a substrate's temporal noise is a function of the name, so no two batches of a run share one and a resumed run
/// gives them the same ones. All are below 2^19, the number of system-time slots that a chip session has.
/// </summary>
internal static class BatchNumbers
{
    private const ulong Slot = 1UL << 17;

    public static ulong Training(int epoch, int batch, int batchesPerEpoch) =>
        Checked((ulong)epoch * (ulong)batchesPerEpoch + (ulong)batch, 0);

    public static ulong Of(EvaluationSet set, int epoch, int chunk, int chunks) =>
        Checked((ulong)epoch * (ulong)chunks + (ulong)chunk, 1 + (ulong)set);

    private static ulong Checked(ulong number, ulong range) => number < Slot
        ? number + range * Slot
        : throw new InvalidOperationException($"A run of more than {Slot} batches does not fit the chip's system time; use fewer epochs "
            + "or larger batches.");
}
