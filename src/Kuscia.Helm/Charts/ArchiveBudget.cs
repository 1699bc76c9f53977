namespace Kuscia.Helm.Charts;

/// <summary>What is left of the limits while one chart is read; shared by nested archives.</summary>
internal sealed class ArchiveBudget(ArchiveLimits limits)
{
    private long _bytes = limits.MaxTotalBytes;
    private int _entries = limits.MaxEntries;

    public long MaxFileBytes => limits.MaxFileBytes;

    public int MaxDepth => limits.MaxDepth;

    public void TakeEntry()
    {
        if (--_entries < 0)
        {
            throw new HelmException($"chart has more than the maximum of {limits.MaxEntries} files");
        }
    }

    public void TakeBytes(long count)
    {
        _bytes -= count;
        if (_bytes < 0)
        {
            throw new HelmException($"decompressed chart is larger than the maximum size {limits.MaxTotalBytes} bytes");
        }
    }
}
