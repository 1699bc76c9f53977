using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Domains;

/// <summary>Drives Domains: namespace, rights, account, the route to this control plane, quota, node and token status.</summary>
public sealed class DomainController : IController
{
    private static readonly TimeSpan Resync = TimeSpan.FromMinutes(5);

    private readonly DomainOptions _options;
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Domain> _domains;
    private readonly IInformer<Namespace> _namespaces;
    private readonly IInformer<Node> _nodes;
    private readonly DomainAccounts _accounts;
    private readonly TimeProvider _time;
    private readonly ReconcileLoop<string> _loop;
    private readonly ReconcileLoop<string> _statusLoop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public DomainController(DomainOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _client = client;
        _informers = informers;
        _time = time;
        _domains = informers.For(Kinds.Domain);
        _namespaces = informers.For(Kinds.Namespace);
        _nodes = informers.For(Kinds.Node);
        _accounts = new DomainAccounts(client);
        ILogger logger = loggers.CreateLogger<DomainController>();
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, logger)
            .On(_domains, domain => domain.Metadata.Name)
            .On(_namespaces, @namespace => @namespace.Metadata.Name);
        _statusLoop = new ReconcileLoop<string>($"{Name}-status", ReportAsync, time, logger, workers: 1)
            .On(_nodes, node => node.Metadata.Label(WellKnownLabels.Namespace));
    }

    /// <inheritdoc/>
    public string Name => "domain-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await Task.WhenAll(_loop.RunAsync(cancellationToken), _statusLoop.RunAsync(cancellationToken));
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_domains.Get(ResourceName.Cluster(name)) is not { } domain)
        {
            await MarkDeletedAsync(name, cancellationToken);
            return null;
        }

        await ApplyAsync(domain, DomainReconciler.Reconcile(domain, _options.ControlPlaneDomain), cancellationToken);
        return Resync;
    }

    private async Task ApplyAsync(Domain domain, DomainOutcome outcome, CancellationToken cancellationToken)
    {
        string name = domain.Metadata.Name ?? "";
        await EnsureNamespaceAsync(name, outcome, cancellationToken);
        await _accounts.EnsureRoleAsync(domain, cancellationToken);
        if (outcome.Bootstrap)
        {
            await BootstrapAsync(domain, outcome, cancellationToken);
            return;
        }

        if (!outcome.IsOwn)
        {
            return;
        }

        ConfigMap config = new() { Metadata = DomainAccounts.Lasting(name, DomainReconciler.ConfigName) };
        if (await _client.GetAsync(Kinds.ConfigMap, config.Identity, cancellationToken) is null)
        {
            await _accounts.TryCreateAsync(Kinds.ConfigMap, config, cancellationToken);
        }

        await EnsureQuotaAsync(name, outcome.Quota, cancellationToken);
        _statusLoop.Add(name);
    }

    private async Task<TimeSpan?> ReportAsync(string name, CancellationToken cancellationToken)
    {
        if (_domains.Get(ResourceName.Cluster(name)) is not { } domain || domain.Spec?.Role == "partner")
        {
            return null;
        }

        if (DomainStatusOutcome.Patch(domain, DomainStatusOutcome.NodesOf(name, _nodes.List()), DeployTokens.Generate, _time.GetUtcNow()) is { } patch)
        {
            await _client.PatchFromAsync(Kinds.Domain, domain, patch, "status", cancellationToken);
        }

        return null;
    }

    private async Task EnsureNamespaceAsync(string name, DomainOutcome outcome, CancellationToken cancellationToken)
    {
        if (_namespaces.Get(ResourceName.Cluster(name)) is not { } existing)
        {
            Dictionary<string, string> labels = outcome.NamespaceLabels.Where(l => l.Value is not null).ToDictionary(l => l.Key, l => l.Value ?? "", StringComparer.Ordinal);
            if (await _accounts.TryCreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = name, Labels = labels } }, cancellationToken))
            {
                return;
            }

            existing = await _client.GetAsync(Kinds.Namespace, ResourceName.Cluster(name), cancellationToken) ?? new Namespace();
        }

        JsonObject changes = [];
        foreach ((string key, string? value) in outcome.NamespaceLabels)
        {
            if (existing.Metadata.Label(key) != value)
            {
                changes[key] = value;
            }
        }

        if (changes.Count > 0)
        {
            await _client.PatchAsync(Kinds.Namespace, ResourceName.Cluster(name), new JsonObject { ["metadata"] = new JsonObject { ["labels"] = changes } }, null, cancellationToken);
        }
    }

    /// <summary>Done once; the label that says so comes last, so that a crash in between only repeats it.</summary>
    private async Task BootstrapAsync(Domain domain, DomainOutcome outcome, CancellationToken cancellationToken)
    {
        string name = domain.Metadata.Name ?? "";
        if (outcome.Account)
        {
            await _accounts.EnsureAccountAsync(domain, cancellationToken);
        }

        if (outcome.ClusterRights)
        {
            await _accounts.EnsureClusterRightsAsync(domain, cancellationToken);
        }

        if (outcome.Route is { } route)
        {
            await _accounts.TryCreateAsync(Kinds.ClusterDomainRoute, route, cancellationToken);
        }

        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = domain.Metadata.ResourceVersion,
                ["labels"] = new JsonObject { [WellKnownLabels.DomainAuth] = DomainReconciler.Completed },
            },
        };
        if (outcome.Master is { } master)
        {
            patch["spec"] = new JsonObject { ["master"] = master };
        }

        await _client.PatchAsync(Kinds.Domain, domain.Identity, patch, null, cancellationToken);
    }

    private async Task EnsureQuotaAsync(string name, ResourceQuota? wanted, CancellationToken cancellationToken)
    {
        ResourceName quota = new(name, DomainReconciler.QuotaName);
        ResourceQuota? existing = await _client.GetAsync(Kinds.ResourceQuota, quota, cancellationToken);
        if (wanted is null)
        {
            if (existing is not null)
            {
                await _client.DeleteAsync(Kinds.ResourceQuota, quota, existing.Metadata.Uid, cancellationToken);
            }

            return;
        }

        if (existing is null)
        {
            await _accounts.TryCreateAsync(Kinds.ResourceQuota, wanted, cancellationToken);
        }
        else if (ObjectPatch.Between(Kinds.ResourceQuota, existing, existing with { Spec = wanted.Spec }) is { } patch)
        {
            await _client.PatchAsync(Kinds.ResourceQuota, quota, patch, null, cancellationToken);
        }
    }

    // The namespace and what is in it stay; it is only marked.
    private async Task MarkDeletedAsync(string name, CancellationToken cancellationToken)
    {
        if (_namespaces.Get(ResourceName.Cluster(name)) is { } orphan
            && orphan.Metadata.Label(WellKnownLabels.DomainName) == name
            && orphan.Metadata.Label(WellKnownLabels.Deleted) != "true"
            && await _client.GetAsync(Kinds.Domain, ResourceName.Cluster(name), cancellationToken) is null)
        {
            JsonObject labels = new() { [WellKnownLabels.Deleted] = "true" };
            await _client.PatchAsync(Kinds.Namespace, ResourceName.Cluster(name), new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels } }, null, cancellationToken);
        }
    }
}
