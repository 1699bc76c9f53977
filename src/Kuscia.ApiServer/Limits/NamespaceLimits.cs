using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Limits;

/// <summary>Keeps new objects within the LimitRanges and ResourceQuotas of their namespace. Thread-safe.</summary>
internal sealed class NamespaceLimits : IDisposable
{
    private readonly FollowedObjects? _ranges;
    private readonly FollowedObjects? _quotas;
    private readonly QuotaCheck _check;

    // In a namespace with quotas one object comes after the other: what is counted is not yet taken by another.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <summary>Limits over a store.</summary>
    public NamespaceLimits(ResourceStore store, KindCatalog catalog)
    {
        _ranges = catalog.Find("", "v1", "limitranges") is { } ranges ? new FollowedObjects(store, ranges) : null;
        _quotas = catalog.Find("", "v1", "resourcequotas") is { } quotas ? new FollowedObjects(store, quotas) : null;
        _check = new QuotaCheck(store);
    }

    /// <summary>Fills in what the ranges say of a new pod, and refuses what lies outside of them.</summary>
    public async Task ApplyRangesAsync(ResourceCall call, JsonObject value, CancellationToken cancellationToken)
    {
        if (_ranges is null || call.Subresource is not null || call.Kind.Kind is not { Group: "", Plural: "pods" or "persistentvolumeclaims" })
        {
            return;
        }

        foreach (JsonObject range in await _ranges.OfAsync(call.Namespace ?? "", cancellationToken))
        {
            RangeCheck.Default(range, call.Kind.Kind.Plural, value);
        }

        List<string> faults = [];
        foreach (JsonObject range in await _ranges.OfAsync(call.Namespace ?? "", cancellationToken))
        {
            faults.AddRange(RangeCheck.Faults(range, call.Kind.Kind.Plural, value));
        }

        if (faults.Count > 0)
        {
            throw ApiErrors.Forbidden(call.Kind, value.Meta().Text("name"), faults.Count == 1 ? faults[0] : $"[{string.Join(", ", faults)}]");
        }
    }

    /// <summary>Refuses a new object that is beyond a quota. What is returned is to be disposed when the object is stored.</summary>
    public async Task<IDisposable?> EnterAsync(ResourceCall call, JsonObject value, CancellationToken cancellationToken)
    {
        if (_quotas is null || !call.Kind.Kind.Namespaced || call.Subresource is not null)
        {
            return null;
        }

        string @namespace = call.Namespace ?? "";
        IReadOnlyList<JsonObject> quotas = await _quotas.OfAsync(@namespace, cancellationToken);
        if (quotas.Count == 0)
        {
            return null;
        }

        SemaphoreSlim turn = _turns.GetOrAdd(@namespace, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await _check.EnsureWithinAsync(call, value, quotas, cancellationToken);
            return new Turn(turn);
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ranges?.Dispose();
        _quotas?.Dispose();
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
