using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Creates and removes the objects of tasks; every call may be repeated.</summary>
internal sealed class TaskWriter(IResourceClient client)
{
    /// <summary>Creates what does not exist yet.</summary>
    public async Task<TaskCreation> CreateAsync(KusciaTask task, TaskObjects objects, CancellationToken cancellationToken)
    {
        KusciaTask? stored = await client.GetAsync(Kinds.KusciaTask, task.Identity, cancellationToken);
        if (stored?.Metadata.ResourceVersion != task.Metadata.ResourceVersion)
        {
            return TaskCreation.Again;
        }

        try
        {
            foreach (ConfigMap configMap in objects.ConfigMaps)
            {
                await EnsureAsync(Kinds.ConfigMap, task, configMap, cancellationToken);
            }

            foreach ((Pod pod, IReadOnlyList<Service> services) in objects.Pods)
            {
                Pod made = await EnsureAsync(Kinds.Pod, task, pod, cancellationToken);
                foreach (Service service in services)
                {
                    await EnsureAsync(Kinds.Service, task, service with { Metadata = service.Metadata with { OwnerReferences = [Owner(made)] } }, cancellationToken);
                }
            }

            await EnsureAsync(Kinds.TaskResourceGroup, task, objects.Group, cancellationToken);
            return TaskCreation.Done;
        }
        catch (StaleObjectException)
        {
            return TaskCreation.Again;
        }
        catch (ResourceException e)
        {
            return new TaskCreation($"the objects of the task cannot be created: {e.Message}", e.IsRefusal);
        }
    }

    /// <summary>Tells the task's group that the task is over.</summary>
    public Task FailGroupAsync(KusciaTask task, DateTimeOffset now, CancellationToken cancellationToken) =>
        client.UpdateAsync(
            Kinds.TaskResourceGroup,
            ResourceName.Cluster(task.Metadata.Name ?? ""),
            g => g.Metadata.Label(WellKnownLabels.TaskUid) != task.Metadata.Uid || g.Status?.Phase is TaskResourceGroupPhase.Failed or TaskResourceGroupPhase.Reserved
                ? g
                : g with
                {
                    Status = (g.Status ?? new TaskResourceGroupStatus()) with
                    {
                        Phase = TaskResourceGroupPhase.Failed,
                        Conditions = (g.Status?.Conditions).With("DependentTaskFailed", true, "The task has failed", null, now),
                        LastTransitionTime = now,
                    },
                },
            "status",
            cancellationToken);

    /// <summary>Removes objects of a task; pods go last, for they are what a restart finds the rest by.</summary>
    public async Task CleanAsync(string task, string uid, TaskCleanup cleanup, CancellationToken cancellationToken)
    {
        if (cleanup == TaskCleanup.None)
        {
            return;
        }

        ListOptions mine = new() { LabelSelector = $"{WellKnownLabels.TaskUid}={uid}" };
        if (cleanup != TaskCleanup.Failed)
        {
            await DeleteAsync(Kinds.ConfigMap, mine, _ => true, cancellationToken);
            await DeleteAsync(Kinds.Service, mine, _ => true, cancellationToken);
            TaskResourceGroup? group = await client.GetAsync(Kinds.TaskResourceGroup, ResourceName.Cluster(task), cancellationToken);
            if (group?.Metadata.Label(WellKnownLabels.TaskUid) == uid)
            {
                await client.DeleteAsync(Kinds.TaskResourceGroup, group.Identity, group.Metadata.Uid, cancellationToken);
            }
        }

        await DeleteAsync(Kinds.Pod, mine, p => cleanup == TaskCleanup.Deleted || p.Status?.Phase != "Failed", cancellationToken);
    }

    private async Task DeleteAsync<T>(ResourceKind<T> kind, ListOptions options, Func<T, bool> filter, CancellationToken cancellationToken)
        where T : Resource
    {
        foreach (T item in (await client.ListAsync(kind, null, options, cancellationToken)).Items.Where(filter))
        {
            await client.DeleteAsync(kind, item.Identity, item.Metadata.Uid, cancellationToken);
        }
    }

    private async Task<T> EnsureAsync<T>(ResourceKind<T> kind, KusciaTask task, T wanted, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            return await client.CreateAsync(kind, wanted, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            T? existing = await client.GetAsync(kind, wanted.Identity, cancellationToken);
            if (existing?.Metadata.Label(WellKnownLabels.TaskUid) == task.Metadata.Uid && existing?.Metadata.DeletionTimestamp is null)
            {
                return existing ?? throw new StaleObjectException();
            }

            if (existing is null || existing.Metadata.Annotation(WellKnownAnnotations.TaskId) == task.Metadata.Name)
            {
                await DeleteStaleAsync(kind, existing, cancellationToken);
                throw new StaleObjectException();
            }

            throw;
        }
    }

    private async Task DeleteStaleAsync<T>(ResourceKind<T> kind, T? existing, CancellationToken cancellationToken)
        where T : Resource
    {
        if (existing is { Metadata.DeletionTimestamp: null })
        {
            await client.DeleteAsync(kind, existing.Identity, existing.Metadata.Uid, cancellationToken);
        }
    }

    private static OwnerReference Owner(Pod pod) => new()
    {
        ApiVersion = Kinds.Pod.ApiVersion,
        Kind = Kinds.Pod.Kind,
        Name = pod.Metadata.Name ?? "",
        Uid = pod.Metadata.Uid ?? "",
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>An object of an earlier task of the same name is still there.</summary>
    private sealed class StaleObjectException : Exception;
}
