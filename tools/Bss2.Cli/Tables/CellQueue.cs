namespace Bss2.Cli.Tables;

/// <summary>Cells of a table in their order, several at once, each by whoever is free: what a cell needs was taken before it.</summary>
internal static class CellQueue
{
    /// <summary>Runs all cells; the first that fails ends the others as an interruption does.</summary>
    /// <param name="cells">How many.</param>
    /// <param name="jobs">How many at once.</param>
    /// <param name="run">Runs the cell of a number; false if it was interrupted.</param>
    /// <param name="token">Interrupts.</param>
    /// <returns>Whether all were finished.</returns>
    public static async Task<bool> RunAsync(int cells, int jobs, Func<int, CancellationToken, Task<bool>> run, CancellationToken token)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        int next = -1;
        bool[] finished = await Task.WhenAll(Enumerable.Range(0, jobs).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
        return !finished.Contains(false);

        async Task<bool> WorkAsync()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < cells; i = Interlocked.Increment(ref next))
                {
                    if (!await run(i, stop.Token))
                    {
                        await stop.CancelAsync();
                        return false;
                    }
                }
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }
}
