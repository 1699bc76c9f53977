using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;
using Kuscia.Model.Quotas;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Quotas;

/// <summary>Shows in every ResourceQuota what its namespace has taken of it. The API server itself refuses what is beyond.</summary>
public sealed class QuotaController : IController
{
    // Kinds that are not followed are counted again in this time, while a quota names one.
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    private static readonly ResourceKind<JsonResource> Claims = new ResourceKind("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true).AsJson();

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<ResourceQuota> _quotas;
    private readonly InformerIndex<ResourceQuota> _quotasOfNamespace;
    private readonly IReadOnlyDictionary<string, Func<string?, IEnumerable<(ResourceKind Kind, Resource Object)>>> _followed;
    private readonly ReconcileLoop<ResourceName> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public QuotaController(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _quotas = informers.For(Kinds.ResourceQuota);
        _quotasOfNamespace = _quotas.ByNamespace();
        _loop = new ReconcileLoop<ResourceName>(Name, ReconcileAsync, time, loggers.CreateLogger<QuotaController>());
        _loop.On(_quotas, quota => quota.Identity);
        Dictionary<string, Func<string?, IEnumerable<(ResourceKind, Resource)>>> followed = new(StringComparer.Ordinal);
        Follow(followed, Kinds.Pod);
        Follow(followed, Kinds.Service);
        Follow(followed, Kinds.ConfigMap);
        Follow(followed, Kinds.Secret);
        Follow(followed, Kinds.ResourceQuota);
        Follow(followed, Kinds.Deployment);
        Follow(followed, Kinds.ReplicaSet);
        Follow(followed, Kinds.StatefulSet);
        Follow(followed, Kinds.Job);
        Follow(followed, Kinds.CronJob);
        Follow(followed, Claims);
        _followed = followed;
    }

    /// <inheritdoc/>
    public string Name => "resourcequota-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void Follow<T>(Dictionary<string, Func<string?, IEnumerable<(ResourceKind, Resource)>>> followed, ResourceKind<T> kind)
        where T : Resource
    {
        IInformer<T> informer = _informers.For(kind);
        InformerIndex<T> index = informer.ByNamespace();
        followed[QuotaUsage.CountName(kind)] = n => index.Of(n).Select(o => ((ResourceKind)kind, (Resource)o));
        _loop.On(informer, (old, current) =>
        {
            // Most changes of an object change nothing of what it takes.
            bool matters = old is null || current is null || (old is Pod before && current is Pod after && before.IsOver() != after.IsOver());
            foreach (ResourceQuota quota in matters ? _quotasOfNamespace.Of((current ?? old)?.Metadata.Namespace) : [])
            {
                _loop.Add(quota.Identity);
            }
        });
    }

    private async Task<TimeSpan?> ReconcileAsync(ResourceName name, CancellationToken cancellationToken)
    {
        if (_quotas.Get(name) is not { Metadata.DeletionTimestamp: null } quota)
        {
            return null;
        }

        Dictionary<string, Quantity> sum = new(StringComparer.Ordinal);
        foreach ((ResourceKind kind, Resource value) in _followed.Values.SelectMany(f => f(name.Namespace)).Where(o => QuotaScopes.Counts(quota.Spec, o.Object)))
        {
            QuotaUsage.Add(sum, QuotaUsage.Of(kind, value));
        }

        IReadOnlyDictionary<string, IntOrString> hard = quota.Spec?.Hard ?? new Dictionary<string, IntOrString>();
        string[] others = [.. hard.Keys.Where(h => h.StartsWith("count/", StringComparison.Ordinal) && !_followed.ContainsKey(h))];
        foreach (string other in others)
        {
            sum[other] = Quantity.FromUnits(await CountAsync(other, name.Namespace, cancellationToken));
        }

        Dictionary<string, IntOrString> used = hard.Keys.ToDictionary(h => h, h => IntOrString.FromString(sum.GetValueOrDefault(h, Quantity.Zero).ToString()), StringComparer.Ordinal);
        ResourceQuota next = quota with { Status = new ResourceQuotaStatus { Hard = hard, Used = used } };
        await _client.WriteAsync(Kinds.ResourceQuota, quota, next, "status", cancellationToken);
        return others.Length == 0 ? null : Again;
    }

    // By the newest version that is usual; a kind that is not served has no objects.
    private async Task<int> CountAsync(string counted, string? @namespace, CancellationToken cancellationToken)
    {
        string[] parts = counted["count/".Length..].Split('.', 2);
        ResourceKind kind = new(parts.Length > 1 ? parts[1] : "", "v1", parts[0], parts[0], true);
        try
        {
            return (await _client.ListAsync(kind.AsJson(), @namespace, ListOptions.All, cancellationToken)).Items.Count;
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            return 0;
        }
    }
}
