using System.Security.Cryptography;
using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Serving;

/// <summary>Drives KusciaDeployments in <c>cross-domain</c>: ports, services, config maps and a Kubernetes Deployment for every own party.</summary>
public sealed partial class ServingController : IController
{
    // What hinders a deployment may go without a word, a foreign object of its name for one.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);

    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<KusciaDeployment> _servings;
    private readonly IInformer<Deployment> _deployments;
    private readonly IInformer<Service> _services;
    private readonly IInformer<Pod> _pods;
    private readonly IInformer<AppImage> _images;
    private readonly PartyDirectory _parties;
    private readonly ServingWriter _writer;
    private readonly ServingReconciler _reconciler;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public ServingController(TaskOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _servings = informers.For(Kinds.KusciaDeployment, WellKnownNames.CrossDomainNamespace);
        _deployments = informers.For(Kinds.Deployment);
        _services = informers.For(Kinds.Service);
        _pods = informers.For(Kinds.Pod);
        _images = informers.For(Kinds.AppImage);
        _parties = new PartyDirectory(client, informers);
        _writer = new ServingWriter(client);
        PortPool ports = new(options, RandomNumberGenerator.GetInt32, time);
        PortsInUse used = new(informers);
        _reconciler = new ServingReconciler((domain, count) => ports.Allocate(domain, count, used.Of(domain)));
        _logger = loggers.CreateLogger("Kuscia.Controllers.Serving");
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, _logger)
            .On(_servings, serving => serving.Metadata.Name)
            .On(_deployments, deployment => ServingLabels.OwnerOf(deployment.Metadata))
            .On(_services, service => ServingLabels.OwnerOf(service.Metadata))
            .On(_pods, pod => ServingLabels.OwnerOf(pod.Metadata))
            .On(_images, (_, image) => Wake(s => (s.Spec?.Parties ?? []).Any(p => p.AppImageRef == image?.Metadata.Name)))
            .On(informers.For(Kinds.Domain), (_, _) => Wake(s => s.Status?.Phase == DeploymentPhase.Failed));
    }

    /// <inheritdoc/>
    public string Name => "kusciadeployment-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void Wake(Func<KusciaDeployment, bool> concerned)
    {
        foreach (KusciaDeployment serving in _servings.List().Where(concerned))
        {
            _loop.Add(serving.Metadata.Name);
        }
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        KusciaDeployment? serving = _servings.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, name));
        await RemoveStaleAsync(name, serving, cancellationToken);
        if (serving is null or { Metadata.DeletionTimestamp: not null })
        {
            return null;
        }

        ServingView view = await ViewAsync(serving, cancellationToken);
        ServingOutcome outcome = _reconciler.Reconcile(view);
        if (outcome.Metadata is { } metadata)
        {
            await _client.WriteAsync(Kinds.KusciaDeployment, serving, serving with { Metadata = metadata }, null, cancellationToken);
            return null;
        }

        (IReadOnlyDictionary<ResourceName, Deployment> live, ServingFault? fault) = outcome.Fault is null
            ? await _writer.EnsureAsync(view, outcome.Parties, cancellationToken)
            : (new Dictionary<ResourceName, Deployment>(), outcome.Fault);
        if (fault is null)
        {
            await RemoveUnplannedAsync(serving, outcome.Parties, cancellationToken);
        }

        KusciaDeploymentStatus status = ServingJudge.Judge(view, live, fault, _time.GetUtcNow());
        await _client.WriteAsync(Kinds.KusciaDeployment, serving, serving with { Status = status }, "status", cancellationToken);
        if (status.Phase != view.Status.Phase || status.Message != view.Status.Message)
        {
            Log.Phase(_logger, serving.Metadata.Name, status.Phase, status.Reason, status.Message);
        }

        return fault is null ? null : Again;
    }

    // A cache may know the objects before it knows the deployment: the store decides. What a partner has put into its namespace here says nothing.
    private async Task RemoveStaleAsync(string name, KusciaDeployment? known, CancellationToken cancellationToken)
    {
        bool IsForeign(ObjectMeta made, string? uid) => made.Label(WellKnownLabels.KdUid) != uid && !_parties.Find(made.Namespace ?? "").IsPartner;
        IEnumerable<ObjectMeta> cached = _deployments.ByLabel(WellKnownLabels.KdName).Of(name).Select(d => d.Metadata)
            .Concat(_services.ByLabel(WellKnownLabels.KdName).Of(name).Select(s => s.Metadata));
        if (!cached.Any(m => ServingLabels.OwnerOf(m) == name && IsForeign(m, known?.Metadata.Uid)))
        {
            return;
        }

        KusciaDeployment? stored = await _client.GetAsync(Kinds.KusciaDeployment, new ResourceName(WellKnownNames.CrossDomainNamespace, name), cancellationToken);
        await _writer.RemoveAsync(name, m => IsForeign(m, stored?.Metadata.Uid), cancellationToken);
        Log.Removed(_logger, name);
    }

    // Of parties that were taken out, and of ports that their image has no more.
    private async Task RemoveUnplannedAsync(KusciaDeployment serving, IReadOnlyList<PartyServing> parties, CancellationToken cancellationToken)
    {
        HashSet<ResourceName> planned = [.. parties.Where(p => p.IsOwn).SelectMany(ServingObjects.Names)];
        bool IsUnplanned(ObjectMeta made) => made.Label(WellKnownLabels.KdUid) == serving.Metadata.Uid && !planned.Contains(new ResourceName(made.Namespace, made.Name ?? "")) && !_parties.Find(made.Namespace ?? "").IsPartner;
        IEnumerable<ObjectMeta> cached = _deployments.ByLabel(WellKnownLabels.KdUid).Of(serving.Metadata.Uid).Select(d => d.Metadata)
            .Concat(_services.ByLabel(WellKnownLabels.KdUid).Of(serving.Metadata.Uid).Select(s => s.Metadata));
        if (cached.Any(IsUnplanned))
        {
            await _writer.RemoveAsync(serving.Metadata.Name ?? "", IsUnplanned, cancellationToken);
        }
    }

    private async Task<ServingView> ViewAsync(KusciaDeployment serving, CancellationToken cancellationToken)
    {
        Dictionary<string, PartyInfo> parties = [];
        foreach (string domain in (serving.Spec?.Parties ?? []).Select(p => p.DomainID ?? "").Append(serving.Spec?.Initiator ?? "").Distinct())
        {
            parties[domain] = await _parties.FindFreshAsync(domain, cancellationToken);
        }

        Dictionary<string, AppImage?> images = [];
        foreach (string image in (serving.Spec?.Parties ?? []).Select(p => p.AppImageRef ?? "").Where(i => i.Length > 0).Distinct())
        {
            ResourceName name = ResourceName.Cluster(image);
            images[image] = _images.Get(name) ?? await _client.GetAsync(Kinds.AppImage, name, cancellationToken);
        }

        return new ServingView
        {
            Deployment = serving,
            Parties = parties,
            AppImages = images,
            Pods = _pods.ByLabel(WellKnownLabels.KdUid).Of(serving.Metadata.Uid)
                .ToLookup(p => new ResourceName(p.Metadata.Namespace, p.Metadata.Label(WellKnownLabels.DeploymentName) ?? "")),
        };
    }
}
