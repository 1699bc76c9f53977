namespace Kuscia.Gateway.Routes;

/// <summary>Bandwidth of one task towards one domain, each direction for itself. Shared by all requests it is about; thread-safe.</summary>
internal sealed class BandwidthLimit(long kibibytesPerSecond, TimeProvider time)
{
    /// <summary>As annotated.</summary>
    public long KibibytesPerSecond => kibibytesPerSecond;

    public TokenBucket Requests { get; } = new(kibibytesPerSecond * 1024, time);

    public TokenBucket Responses { get; } = new(kibibytesPerSecond * 1024, time);
}

/// <summary>
/// Lets so many bytes through a second, in slices of 100 ms. Who comes when the slice is used up waits for his share; those who wait at the same time wait one after
/// the other. Thread-safe.
/// </summary>
internal sealed class TokenBucket(long bytesPerSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = Math.Max(1, bytesPerSecond / 10.0);
    private long _at = time.GetTimestamp();

    /// <summary>Most that should be asked for at once.</summary>
    public int Slice { get; } = (int)Math.Clamp(bytesPerSecond / 10, 1, 64 * 1024);

    public long BytesPerSecond => bytesPerSecond;

    /// <summary>Completes when the bytes may pass.</summary>
    public Task TakeAsync(int bytes, CancellationToken cancellationToken)
    {
        double debt;
        lock (_gate)
        {
            long now = time.GetTimestamp();
            _left = Math.Min(Math.Max(1, bytesPerSecond / 10.0), _left + (time.GetElapsedTime(_at, now).TotalSeconds * bytesPerSecond)) - bytes;
            _at = now;
            debt = -_left;
        }

        return debt <= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(debt / bytesPerSecond), time, cancellationToken);
    }
}
