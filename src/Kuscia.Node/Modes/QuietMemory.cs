namespace Kuscia.Node.Modes;

/// <summary>
/// Gives memory back to the machine when the node falls quiet after work: the collector itself acts on allocation only, and a quiet node hardly allocates.
/// </summary>
internal static class QuietMemory
{
    // 64 MiB allocated since the last time, under 8 MiB in the last 15 s: at most one pause of some tens of milliseconds, when nobody waits.
    private const long Worthwhile = 64L << 20;
    private const long Quiet = 8L << 20;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>Watches until cancelled.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        long collectedAt = 0;
        long before = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Period, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long now = GC.GetTotalAllocatedBytes();
            if (now - before < Quiet && now - collectedAt > Worthwhile)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                NativeHeap.Trim();
                collectedAt = now;
            }

            before = now;
        }
    }
}
