namespace Kuscia.ApiServer.Callers;

/// <summary>The bytes that one answer in work holds of its caller's share; given back when it is disposed. One user at a time.</summary>
internal sealed class AnswerReservation(CallerShare share) : IDisposable
{
    private long _bytes;

    /// <summary>Adds bytes; throws TooManyRequests when the caller has too many in work.</summary>
    public void Add(long bytes)
    {
        share.Reserve(bytes);
        _bytes += bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => share.Release(Interlocked.Exchange(ref _bytes, 0));
}
