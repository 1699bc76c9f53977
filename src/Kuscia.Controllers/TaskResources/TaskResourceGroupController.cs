using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Durations;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.TaskResources;

/// <summary>Drives TaskResourceGroups: all parties of a task get their resources, or none.</summary>
public sealed partial class TaskResourceGroupController : IController
{
    private readonly IResourceClient _client;
    private readonly InformerSet _informers;
    private readonly IInformer<TaskResourceGroup> _groups;
    private readonly IInformer<TaskResource> _resources;
    private readonly IInformer<Pod> _pods;
    private readonly PartyDirectory _parties;
    private readonly GroupReconciler _reconciler;
    private readonly ReconcileLoop<string> _loop;
    private readonly TimeProvider _time;
    private readonly StartTimes _begun;
    private readonly ILogger _logger;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public TaskResourceGroupController(GroupOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _client = client;
        _informers = informers;
        _time = time;
        _begun = new StartTimes(time);
        _groups = informers.For(Kinds.TaskResourceGroup);
        _resources = informers.For(Kinds.TaskResource);
        _pods = informers.For(Kinds.Pod);
        _parties = new PartyDirectory(client, informers);
        _reconciler = new GroupReconciler(options, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        _logger = loggers.CreateLogger("Kuscia.Controllers.TaskResources");
        _loop = new ReconcileLoop<string>(Name, ReconcileAsync, time, _logger)
            .On(_groups, group => group.Metadata.Name)
            .On(_resources, resource => resource.Metadata.Annotation(WellKnownAnnotations.TaskResourceGroup));
    }

    /// <inheritdoc/>
    public string Name => "taskresourcegroup-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private async Task<TimeSpan?> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        TaskResourceGroup? group = _groups.Get(ResourceName.Cluster(name));
        await RemoveStaleAsync(name, group, cancellationToken);
        if (group?.Status?.CompletionTime is not null || group is null)
        {
            _begun.Forget(name);
        }

        if (group is null)
        {
            return null;
        }

        GroupView view = View(group);
        GroupOutcome outcome = _reconciler.Reconcile(view, _time.GetUtcNow());
        return await ApplyAsync(view, outcome, cancellationToken);
    }

    // TaskResources of a group that is gone, also those that stand for partners.
    private async Task RemoveStaleAsync(string name, TaskResourceGroup? group, CancellationToken cancellationToken)
    {
        List<TaskResource> stale = [.. _resources.ByAnnotation(WellKnownAnnotations.TaskResourceGroup).Of(name)
            .Where(r => r.Metadata.Label(WellKnownLabels.TaskResourceGroupUid) != group?.Metadata.Uid)];
        if (stale.Count == 0)
        {
            return;
        }

        TaskResourceGroup? stored = await _client.GetAsync(Kinds.TaskResourceGroup, ResourceName.Cluster(name), cancellationToken);
        foreach (TaskResource resource in stale.Where(r => r.Metadata.Label(WellKnownLabels.TaskResourceGroupUid) != stored?.Metadata.Uid))
        {
            await _client.DeleteAsync(Kinds.TaskResource, resource.Identity, resource.Metadata.Uid, cancellationToken);
        }
    }

    private GroupView View(TaskResourceGroup group)
    {
        string? uid = group.Metadata.Label(WellKnownLabels.TaskUid);
        return new GroupView
        {
            Group = group,
            Began = group.Metadata.CreationTimestamp is { } created && group.Status?.CompletionTime is null ? _begun.Of(group.Metadata.Name ?? "", created) : null,
            IsInitiator = group.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator) switch
            {
                "true" => true,
                "false" => false,
                _ => !_parties.Find(group.Spec?.Initiator ?? "").IsPartner,
            },
            Resources = [.. _resources.ByLabel(WellKnownLabels.TaskResourceGroupUid).Of(group.Metadata.Uid).Where(r => IsNamed(group, r))],
            Pods = _pods.ByLabel(WellKnownLabels.TaskUid).Of(uid).ToDictionary(p => p.Identity.ToString()),
        };
    }

    // A partner can write into its namespace here: what the group did not name is none of its members.
    private static bool IsNamed(TaskResourceGroup group, TaskResource resource) =>
        (group.Spec?.Parties ?? []).Concat(group.Spec?.OutOfControlledParties ?? [])
            .Any(p => p.DomainID == resource.Metadata.Namespace && p.TaskResourceName == resource.Metadata.Name);

    private async Task<TimeSpan?> ApplyAsync(GroupView view, GroupOutcome outcome, CancellationToken cancellationToken)
    {
        TaskResourceGroup stored = await _client.WriteAsync(Kinds.TaskResourceGroup, view.Group, view.Group with { Spec = outcome.Spec }, null, cancellationToken);
        if (await CreateAsync(outcome.Create, cancellationToken) is { } refused)
        {
            outcome = _reconciler.NotCreated(view with { Group = view.Group with { Spec = outcome.Spec } }, refused.Message, refused.IsRefusal, _time.GetUtcNow());
        }

        if (outcome.LinkPods)
        {
            await LinkPodsAsync(view, cancellationToken);
        }

        foreach ((TaskResource resource, TaskResourceStatus status) in outcome.Update)
        {
            await _client.WriteAsync(Kinds.TaskResource, resource, resource with { Status = status }, null, cancellationToken);
        }

        if (outcome.TouchPods)
        {
            await TouchPodsAsync(view, cancellationToken);
        }

        await _client.WriteAsync(Kinds.TaskResourceGroup, stored, stored with { Status = outcome.Status }, "status", cancellationToken);
        if (view.Status.Phase != outcome.Status.Phase)
        {
            Log.Phase(_logger, view.Name, outcome.Status.Phase, outcome.Status.Conditions?.LastOrDefault(c => c.Status == "False")?.Reason);
        }

        return outcome.RetryAfter;
    }

    // What the API said of the first one that it did not take; one that exists was made in an earlier pass whose status write was lost.
    private async Task<ResourceException?> CreateAsync(IReadOnlyList<TaskResource> resources, CancellationToken cancellationToken)
    {
        foreach (TaskResource resource in resources)
        {
            try
            {
                await _client.CreateAsync(Kinds.TaskResource, resource, cancellationToken);
            }
            catch (ResourceException e)
            {
                if (!e.IsAlreadyExists)
                {
                    return e;
                }
            }
        }

        return null;
    }

    private async Task LinkPodsAsync(GroupView view, CancellationToken cancellationToken)
    {
        foreach (TaskResourceGroupParty party in view.Own)
        {
            TaskResource resource = await _client.GetAsync(Kinds.TaskResource, new ResourceName(party.DomainID, party.TaskResourceName ?? ""), cancellationToken)
                ?? throw new ResourceException(System.Net.HttpStatusCode.NotFound, "NotFound", $"taskresource {party.DomainID}/{party.TaskResourceName} is gone");
            JsonObject patch = Metadata(
                new JsonObject
                {
                    [WellKnownLabels.TaskResourceGroupUid] = view.Group.Metadata.Uid,
                    [WellKnownLabels.TaskResourceUid] = resource.Metadata.Uid,
                },
                new JsonObject
                {
                    [WellKnownAnnotations.TaskResource] = resource.Metadata.Name,
                    [WellKnownAnnotations.TaskResourceReservingTimestamp] = KubernetesTimeConverter.ToText(_time.GetUtcNow()),
                });
            await PatchPodsAsync(party, patch, cancellationToken);
        }
    }

    private async Task TouchPodsAsync(GroupView view, CancellationToken cancellationToken)
    {
        JsonObject patch = Metadata(
            null, new JsonObject { [WellKnownAnnotations.TaskResourceReservingTimestamp] = KubernetesTimeConverter.ToText(_time.GetUtcNow()) });
        foreach (TaskResourceGroupParty party in view.Own)
        {
            await PatchPodsAsync(party, patch, cancellationToken);
        }
    }

    private static JsonObject Metadata(JsonObject? labels, JsonObject annotations)
    {
        JsonObject metadata = new() { ["annotations"] = annotations };
        if (labels is not null)
        {
            metadata["labels"] = labels;
        }

        return new JsonObject { ["metadata"] = metadata };
    }

    private async Task PatchPodsAsync(TaskResourceGroupParty party, JsonObject patch, CancellationToken cancellationToken)
    {
        foreach (TaskResourceGroupPod pod in party.Pods ?? [])
        {
            try
            {
                await _client.PatchAsync(Kinds.Pod, new ResourceName(party.DomainID, pod.Name ?? ""), patch.DeepClone(), null, cancellationToken);
            }
            catch (ResourceException e) when (e.IsNotFound)
            {
                // The task controller notices a pod that is gone.
            }
        }
    }
}
