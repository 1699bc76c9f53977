using System.Collections.Concurrent;

namespace Kuscia.Storage.Dialects;

/// <summary>A few connections for reading, opened when they are wanted and kept for the next reader; one that failed is not used again. Thread-safe.</summary>
/// <param name="most">Readers at a time; more wait.</param>
/// <param name="open">Opens a connection.</param>
/// <param name="isStale">Whether a fault may come from a connection that was closed at the other end since it was last used: it is tried once more with a new one.</param>
internal sealed class ReaderPool<TSession>(int most, Func<CancellationToken, ValueTask<TSession>> open, Func<Exception, bool> isStale) : IAsyncDisposable
    where TSession : IAsyncDisposable
{
    private readonly ConcurrentBag<TSession> _idle = [];
    private readonly SemaphoreSlim _free = new(most, most);
    private volatile bool _closed;

    /// <summary>Reads with a connection that nobody else uses meanwhile.</summary>
    public async Task<T> UseAsync<T>(Func<TSession, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_idle.TryTake(out TSession? old))
            {
                try
                {
                    return await UseAsync(old, read);
                }
                catch (Exception fault) when (isStale(fault))
                {
                    // The others have the same end.
                    await DropAsync();
                }
            }

            return await UseAsync(await open(cancellationToken), read);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The semaphore is emptied, not disposed: that would leave those who wait for it waiting for ever.
        _closed = true;
        for (int i = 0; i < most; i++)
        {
            await _free.WaitAsync();
        }

        await DropAsync();
        _free.Release(most);
    }

    private async Task<T> UseAsync<T>(TSession session, Func<TSession, ValueTask<T>> read)
    {
        try
        {
            T result = await read(session);
            _idle.Add(session);
            return result;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task DropAsync()
    {
        while (_idle.TryTake(out TSession? session))
        {
            await session.DisposeAsync();
        }
    }
}
