using System.Collections.Concurrent;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>Where a writing call fails.</summary>
internal enum Faulty
{
    /// <summary>Not at all.</summary>
    Nowhere,

    /// <summary>Before anything is written.</summary>
    Before,

    /// <summary>In the middle of the transaction.</summary>
    During,

    /// <summary>When everything is durable: a checkpoint, a full disk, a connection that breaks.</summary>
    After,
}

/// <summary>A real dialect whose calls fail when a test says so.</summary>
internal sealed class FaultyDialect(IDialect inner) : IDialect
{
    private readonly ConcurrentQueue<Faulty> _commits = new();
    private readonly ConcurrentQueue<Faulty> _compactions = new();
    private volatile bool _writable = true;
    private volatile bool _dying;
    private volatile bool _dead;
    private int _unreadable;

    /// <summary>While false nothing can be written.</summary>
    public bool IsWritable
    {
        get => _writable;
        set => _writable = value;
    }

    /// <summary>How often the table cannot be read from now on.</summary>
    public int Unreadable
    {
        get => Volatile.Read(ref _unreadable);
        set => Volatile.Write(ref _unreadable, value);
    }

    /// <summary>True when nothing works any more, as in a process that was killed.</summary>
    public bool IsDead => _dead;

    /// <summary>The next commit is stored, and nothing works after it: the process is killed before it can tell anybody.</summary>
    public void KillAfterCommit() => _dying = true;

    /// <summary>How the next commits end, one after the other.</summary>
    public void OnCommit(params Faulty[] faults) => Array.ForEach(faults, _commits.Enqueue);

    /// <summary>How the next compactions end, one after the other.</summary>
    public void OnCompaction(params Faulty[] faults) => Array.ForEach(faults, _compactions.Enqueue);

    public TimeSpan PollInterval => inner.PollInterval;

    public Task OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task ImportAsync(IAsyncEnumerable<LogRow> rows, long revision, CancellationToken cancellationToken) => inner.ImportAsync(rows, revision, cancellationToken);

    public Task<(long Current, long Compacted)> RevisionsAsync(CancellationToken cancellationToken)
    {
        Read();
        return inner.RevisionsAsync(cancellationToken);
    }

    public Task<IReadOnlyList<AppendOutcome>> CommitAsync(IReadOnlyList<PendingAppend> batch, CancellationToken cancellationToken) => WriteAsync(
        _commits, () => inner.CommitAsync(batch, cancellationToken), () => inner.CommitAsync(new BreakingBatch(batch), cancellationToken));

    public Task SettleAsync(CancellationToken cancellationToken)
    {
        Live();
        return inner.SettleAsync(cancellationToken);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => _writable && !_dead ? inner.ProbeAsync(cancellationToken) : throw new IOException("no space left on device");

    public Task<LogRow?> LatestAsync(string key, CancellationToken cancellationToken)
    {
        Read();
        return inner.LatestAsync(key, cancellationToken);
    }

    public Task<LogRows> ListAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken)
    {
        Live();
        return inner.ListAsync(start, end, revision, limit, cancellationToken);
    }

    public Task<LogRows> KeysAsync(string start, string end, long revision, int limit, CancellationToken cancellationToken)
    {
        Live();
        return inner.KeysAsync(start, end, revision, limit, cancellationToken);
    }

    public Task<LogRows> RowsAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        Live();
        return inner.RowsAsync(ids, cancellationToken);
    }

    public Task<long> CountAsync(string start, string end, long revision, CancellationToken cancellationToken) => inner.CountAsync(start, end, revision, cancellationToken);

    public Task<LogRows> AfterAsync(long after, long through, int limit, CancellationToken cancellationToken)
    {
        Read();
        return inner.AfterAsync(after, through, limit, cancellationToken);
    }

    public Task<IReadOnlyList<LogRow>> LeasedAsync(CancellationToken cancellationToken) => inner.LeasedAsync(cancellationToken);

    public Task FillAsync(long first, long last, CancellationToken cancellationToken)
    {
        Live();
        return inner.FillAsync(first, last, cancellationToken);
    }

    public Task<bool> CompactAsync(long after, long through, CancellationToken cancellationToken) =>
        WriteAsync(_compactions, () => inner.CompactAsync(after, through, cancellationToken), () => throw new IOException("in the middle"));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> WriteAsync<T>(ConcurrentQueue<Faulty> faults, Func<Task<T>> write, Func<Task<T>> writeHalf)
    {
        Live();
        if (!_writable)
        {
            throw new IOException("no space left on device");
        }

        faults.TryDequeue(out Faulty fault);
        if (fault == Faulty.Before)
        {
            throw new IOException("before the write");
        }

        bool kill = _dying;
        T result = fault == Faulty.During && !kill ? await writeHalf() : await write();
        _dead = kill;
        Live();
        return fault == Faulty.After ? throw new IOException("after the write") : result;
    }

    private void Live()
    {
        if (_dead)
        {
            throw new IOException("the process was killed");
        }
    }

    private void Read()
    {
        Live();
        if (Interlocked.Decrement(ref _unreadable) >= 0)
        {
            throw new IOException("the table cannot be read");
        }

        Interlocked.CompareExchange(ref _unreadable, 0, -1);
    }
}
