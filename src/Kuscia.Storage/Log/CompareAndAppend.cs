namespace Kuscia.Storage.Log;

/// <summary>Writes of one transaction: each is compared with the newest row of its key and appended, or refused with what stands in its way.</summary>
internal sealed class CompareAndAppend
{
    private readonly IReadOnlyList<PendingAppend> _batch;
    private readonly IAppendTransaction _transaction;
    private readonly AppendOutcome[] _outcomes;
    private readonly Dictionary<string, LogRow> _latest = new(StringComparer.Ordinal);
    private readonly List<(int At, LogRow Row)> _pending = [];
    private readonly HashSet<string> _pendingKeys = new(StringComparer.Ordinal);

    private CompareAndAppend(IReadOnlyList<PendingAppend> batch, IAppendTransaction transaction)
    {
        _batch = batch;
        _transaction = transaction;
        _outcomes = new AppendOutcome[batch.Count];
    }

    /// <summary>The outcome of each write, in their order.</summary>
    public static async Task<IReadOnlyList<AppendOutcome>> RunAsync(IReadOnlyList<PendingAppend> batch, IAppendTransaction transaction, CancellationToken cancellationToken)
    {
        CompareAndAppend work = new(batch, transaction);
        await work.ReadAsync(cancellationToken);
        for (int i = 0; i < batch.Count; i++)
        {
            await work.AppendAsync(i, cancellationToken);
        }

        await work.FlushAsync(cancellationToken);
        return work._outcomes;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        string[] keys = [.. _batch.Select(a => a.Key).Concat(_batch.Select(a => a.Conditions?.Fence?.Key).OfType<string>()).Distinct(StringComparer.Ordinal)];
        foreach (LogRow row in await _transaction.LatestAsync(keys, cancellationToken))
        {
            _latest[row.Name] = row;
        }
    }

    private async Task AppendAsync(int at, CancellationToken cancellationToken)
    {
        PendingAppend append = _batch[at];
        if (DependsOnPending(append))
        {
            // The row before it in this batch needs its id first.
            await FlushAsync(cancellationToken);
        }

        LogRow? live = Live(append.Key);
        AppendRefusal refusal = append.IsBarredBy(live) ? AppendRefusal.Revision : await LookAsync(append, cancellationToken);
        if (refusal != AppendRefusal.None)
        {
            _outcomes[at] = new AppendOutcome(null, live) { Refusal = refusal };
            return;
        }

        _pending.Add((at, Row(append, _latest.GetValueOrDefault(append.Key), live)));
        _pendingKeys.Add(append.Key);
    }

    private bool DependsOnPending(PendingAppend append) =>
        _pendingKeys.Contains(append.Key)
        || (append.Conditions?.Fence is { } fence && _pendingKeys.Contains(fence.Key))
        || (append.Conditions?.Claim is { } claim && _pendingKeys.Any(k => k.StartsWith(claim.Prefix, StringComparison.Ordinal)));

    private LogRow? Live(string key) => _latest.GetValueOrDefault(key) is { Deleted: false } row ? row : null;

    private async Task<AppendRefusal> LookAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        if (append.Conditions?.Fence is { } fence && !fence.IsOpen(Live(fence.Key)?.ToEntry()))
        {
            return AppendRefusal.Fence;
        }

        return append.Conditions?.Claim is { } claim && await CollidesAsync(append.Key, claim, cancellationToken) ? AppendRefusal.Claim : AppendRefusal.None;
    }

    // Of each key the newest row counts alone.
    private async Task<bool> CollidesAsync(string own, RangeClaim claim, CancellationToken cancellationToken)
    {
        Dictionary<string, LogRow> newest = new(StringComparer.Ordinal);
        foreach (LogRow row in await _transaction.SinceAsync(claim.Prefix, claim.Since, cancellationToken))
        {
            newest[row.Name] = row;
        }

        newest.Remove(own);
        return newest.Values.Any(r => !r.Deleted && claim.Collides(r.ToEntry()));
    }

    private static LogRow Row(PendingAppend append, LogRow? latest, LogRow? live) => new(
        0,
        append.Key,
        Created: live is null,
        Deleted: append.Value is null,
        CreateRevision: live?.ToEntry().CreateRevision ?? 0,
        PrevRevision: latest?.Id ?? 0,
        append.LeaseSeconds,
        append.Value ?? live?.Value ?? default,
        live?.Value ?? default);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
        {
            return;
        }

        IReadOnlyList<long> ids = await _transaction.InsertAsync([.. _pending.Select(p => p.Row)], cancellationToken);
        for (int i = 0; i < _pending.Count; i++)
        {
            LogRow row = _pending[i].Row with { Id = ids[i] };
            _outcomes[_pending[i].At] = new AppendOutcome(row, null);
            _latest[row.Name] = row;
        }

        _pending.Clear();
        _pendingKeys.Clear();
    }
}
