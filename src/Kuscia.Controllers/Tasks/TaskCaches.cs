using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Data;
using Kuscia.Controllers.Durations;
using Kuscia.Controllers.Scheduling;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>The caches that tasks are decided from, and the look-ups in the store where a cache may be behind.</summary>
internal sealed class TaskCaches(IResourceClient client, InformerSet informers, TimeProvider time)
{
    private readonly PartyDirectory _parties = new(client, informers);
    private readonly PartnerSilence _silence = new(informers.For(Kinds.ClusterDomainRoute), new PartyDirectory(client, informers), time);

    private readonly IInformer<KusciaJob> _jobs = informers.For(Kinds.KusciaJob, WellKnownNames.CrossDomainNamespace);
    private readonly PortsInUse _ports = new(informers);
    private readonly DataUseReader _dataUse = new(client, informers, time);

    public IInformer<KusciaTask> Tasks { get; } = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);

    public IInformer<Pod> Pods { get; } = informers.For(Kinds.Pod);

    public IInformer<Service> Services { get; } = informers.For(Kinds.Service);

    public IInformer<TaskResourceGroup> Groups { get; } = informers.For(Kinds.TaskResourceGroup);

    public IInformer<ClusterDomainRoute> Routes { get; } = informers.For(Kinds.ClusterDomainRoute);

    public IInformer<Node> Nodes { get; } = informers.For(Kinds.Node);

    public IInformer<AppImage> Images { get; } = informers.For(Kinds.AppImage);

    public async Task<TaskView> ViewAsync(KusciaTask task, CancellationToken cancellationToken)
    {
        bool preparing = task.Status?.Phase is null or "" or TaskPhase.Pending && !task.Status.HasObjects();
        IReadOnlyDictionary<string, PartyInfo> parties = await PartiesAsync(task, cancellationToken);
        return new TaskView
        {
            Task = task,
            Parties = parties,
            DataFaults = preparing ? await _dataUse.FaultsAsync(DataUseOf(task, parties), cancellationToken) : [],
            AppImages = preparing ? await ImagesAsync(task, cancellationToken) : new Dictionary<string, AppImage?>(),
            Group = await GroupAsync(task, preparing, cancellationToken),
            Pods = await PodsAsync(task, cancellationToken),
            Services = Services.ByLabel(WellKnownLabels.TaskUid).Of(task.Metadata.Uid).ToDictionary(s => s.Identity.ToString()),
            Routes = preparing ? Routes.List().ToDictionary(r => r.Metadata.Name ?? "") : new Dictionary<string, ClusterDomainRoute>(),
            SilentSince = _silence.Among((task.Status?.PartyTaskStatus ?? []).Where(p => !TaskPhase.IsFinal(p.Phase)).Select(p => p.DomainID ?? "").Distinct()),
            Nodes = preparing ? new NodeSnapshot(Nodes.List(), Pods.List()) : null,
        };
    }

    /// <summary>Ports of a domain that objects name.</summary>
    public IReadOnlySet<int> PortsOf(string domain) => _ports.Of(domain);

    /// <summary>Uids of earlier tasks of this name that still have objects; what a partner has put into its namespace here says nothing about tasks.</summary>
    public IReadOnlyList<string> StaleUids(string name, string? uid) =>
        [.. Pods.ByAnnotation(WellKnownAnnotations.TaskId).Of(name).Select(p => p.Metadata)
            .Concat(Groups.ByAnnotation(WellKnownAnnotations.TaskId).Of(name).Select(g => g.Metadata))
            .Concat(Services.ByAnnotation(WellKnownAnnotations.TaskId).Of(name).Select(s => s.Metadata))
            .Where(m => m.Namespace is null || !_parties.Find(m.Namespace).IsPartner)
            .Select(m => m.Label(WellKnownLabels.TaskUid))
            .OfType<string>()
            .Where(u => u != uid)
            .Distinct()];

    private DataUseView DataUseOf(KusciaTask task, IReadOnlyDictionary<string, PartyInfo> parties)
    {
        KusciaJob? job = _jobs.Get(new ResourceName(WellKnownNames.CrossDomainNamespace, task.Metadata.Annotation(WellKnownAnnotations.JobId) ?? ""));
        bool mine = job is not null && job.Metadata.Uid == task.Metadata.Label(WellKnownLabels.JobUid);
        return new DataUseView
        {
            Names = DataNames.Of(task.Spec?.TaskInputConfig),
            Initiator = task.Spec?.Initiator ?? "",
            IsStartedHere = TaskView.StartedHere(task, parties.GetValueOrDefault(task.Spec?.Initiator ?? "")?.IsPartner == true),
            OwnParties = [.. (task.Spec?.Parties ?? []).Select(p => p.DomainID ?? "").Distinct().Where(d => parties.GetValueOrDefault(d)?.IsOwn == true)],
            Data = [],
            Grants = [],
            Tasks = (mine ? job?.Spec?.Tasks ?? [] : []).Select(t => t.TaskID ?? "").Append(task.Metadata.Name ?? "").ToHashSet(),
            MadeByOthers = (mine ? job?.Spec?.Tasks ?? [] : []).SelectMany(t => DataNames.Of(t.TaskInputConfig).Outputs).ToHashSet(),
            JobMade = mine ? job?.Metadata.CreationTimestamp : task.Metadata.CreationTimestamp,
        };
    }

    private static bool Belongs(Resource resource, KusciaTask task) => resource.Metadata.Label(WellKnownLabels.TaskUid) == task.Metadata.Uid;

    private async Task<IReadOnlyDictionary<string, PartyInfo>> PartiesAsync(KusciaTask task, CancellationToken cancellationToken)
    {
        Dictionary<string, PartyInfo> parties = [];
        foreach (string domain in (task.Spec?.Parties ?? []).Select(p => p.DomainID ?? "").Append(task.Spec?.Initiator ?? "").Distinct())
        {
            parties[domain] = await _parties.FindFreshAsync(domain, cancellationToken);
        }

        return parties;
    }

    private async Task<IReadOnlyDictionary<string, AppImage?>> ImagesAsync(KusciaTask task, CancellationToken cancellationToken)
    {
        Dictionary<string, AppImage?> images = [];
        foreach (string image in (task.Spec?.Parties ?? []).Select(p => p.AppImageRef ?? "").Where(i => i.Length > 0).Distinct())
        {
            ResourceName name = ResourceName.Cluster(image);
            images[image] = Images.Get(name) ?? await client.GetAsync(Kinds.AppImage, name, cancellationToken);
        }

        return images;
    }

    private async Task<TaskResourceGroup?> GroupAsync(KusciaTask task, bool preparing, CancellationToken cancellationToken)
    {
        ResourceName name = ResourceName.Cluster(task.Metadata.Name ?? "");
        TaskResourceGroup? group = Groups.Get(name);
        bool ask = (group is null || !Belongs(group, task)) && !preparing && task.Status?.CompletionTime is null;
        group = ask ? await client.GetAsync(Kinds.TaskResourceGroup, name, cancellationToken) : group;
        return group is not null && Belongs(group, task) ? group : null;
    }

    // A pod that the cache lacks may have been made a moment ago: only the store can say that it is gone.
    private async Task<IReadOnlyDictionary<string, Pod>> PodsAsync(KusciaTask task, CancellationToken cancellationToken)
    {
        Dictionary<string, Pod> pods = Pods.ByLabel(WellKnownLabels.TaskUid).Of(task.Metadata.Uid).ToDictionary(p => p.Identity.ToString());
        if (task.Status?.CompletionTime is not null)
        {
            return pods;
        }

        foreach ((string key, TaskPodStatus status) in task.Status?.PodStatuses ?? new Dictionary<string, TaskPodStatus>())
        {
            if (!pods.ContainsKey(key) && !TaskPhase.IsFinal(status.PodPhase))
            {
                Pod? stored = await client.GetAsync(Kinds.Pod, new ResourceName(status.Namespace, status.PodName ?? ""), cancellationToken);
                if (stored is not null && Belongs(stored, task))
                {
                    pods[key] = stored;
                }
            }
        }

        return pods;
    }
}
