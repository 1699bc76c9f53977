using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads.Furniture;

/// <summary>Gives every namespace what its pods expect: the account <c>default</c> and the certificate of the API. What is removed or changed comes back.</summary>
public sealed class NamespaceFurnitureController : IController
{
    private const string Account = "default";
    private const string RootCertificate = "kube-root-ca.crt";
    private const string Key = "ca.crt";

    private readonly FurnitureOptions _options;
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<Namespace> _namespaces;
    private readonly IInformer<ServiceAccount> _accounts;
    private readonly IInformer<ConfigMap> _maps;
    private readonly ReconcileLoop<string> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public NamespaceFurnitureController(FurnitureOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _client = client;
        _informers = informers;
        _namespaces = informers.For(Kinds.Namespace);
        _accounts = informers.For(Kinds.ServiceAccount);
        _maps = informers.For(Kinds.ConfigMap);
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, loggers.CreateLogger<NamespaceFurnitureController>());
        _loop.On(_namespaces, n => n.Metadata.Name)
            .On(_accounts, (old, current) => Changed(old, current, Account))
            .On(_maps, (old, current) => Changed(old, current, RootCertificate));
    }

    /// <inheritdoc/>
    public string Name => "namespace-furniture";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void Changed(Resource? old, Resource? current, string name)
    {
        if (old?.Metadata.Name == name)
        {
            _loop.Add((current ?? old).Metadata.Namespace);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (_namespaces.Get(ResourceName.Cluster(name)) is not { Metadata.DeletionTimestamp: null })
        {
            return null;
        }

        if (_accounts.Get(new ResourceName(name, Account)) is null)
        {
            ServiceAccount account = new() { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = new ObjectMeta { Namespace = name, Name = Account } };
            await TryCreateAsync(Kinds.ServiceAccount, account, cancellationToken);
        }

        Dictionary<string, string> data = new(StringComparer.Ordinal) { [Key] = _options.RootCertificate };
        ConfigMap? there = _maps.Get(new ResourceName(name, RootCertificate));
        if (there is null)
        {
            ConfigMap map = new() { ApiVersion = "v1", Kind = "ConfigMap", Metadata = new ObjectMeta { Namespace = name, Name = RootCertificate }, Data = data };
            await TryCreateAsync(Kinds.ConfigMap, map, cancellationToken);
        }
        else if (there.Data?.Count != 1 || there.Data.GetValueOrDefault(Key) != _options.RootCertificate)
        {
            await _client.WriteAsync(Kinds.ConfigMap, there, there with { Data = data }, null, cancellationToken);
        }

        return null;
    }

    private async Task TryCreateAsync<T>(ResourceKind<T> kind, T value, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            await _client.CreateAsync(kind, value, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists || e.IsNotFound || (int)e.StatusCode == 403)
        {
            // Somebody was faster, or the namespace is on its way out.
        }
    }
}
