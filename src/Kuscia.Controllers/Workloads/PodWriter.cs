using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Makes and deletes the pods of one kind of workload, tells it in events, and remembers what the cache does not show yet. Thread-safe.</summary>
internal sealed class PodWriter(IResourceClient client, ResourceKind ownerKind, WorkloadEvents events, TimeProvider time)
{
    /// <summary>When to try again after a refusal: quotas and limits change without telling the workload.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromSeconds(15);

    private readonly Expectations _expectations = new(time);

    /// <summary>Null when the cache shows all that was written for this owner; otherwise when to look again.</summary>
    public TimeSpan? Behind(ResourceName owner, Func<ResourceName, Pod?> cached) => _expectations.Behind(owner, cached);

    public void Forget(ResourceName owner) => _expectations.Forget(owner);

    /// <summary>Makes a number of equal pods until one is refused; then says why.</summary>
    public async Task<(string Reason, string Message)?> CreateAsync(Resource owner, Pod pod, int count, CancellationToken cancellationToken)
    {
        for (int i = 0; i < count; i++)
        {
            if (await CreateAsync(owner, pod, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    /// <summary>Makes one pod; says why when it is refused. One of the same name that is there already counts as made.</summary>
    public async Task<(string Reason, string Message)?> CreateAsync(Resource owner, Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            Pod made = await client.CreateAsync(Kinds.Pod, pod, cancellationToken);
            _expectations.Made(owner.Identity, made);
            await events.NormalAsync(ownerKind, owner, "SuccessfulCreate", $"Created pod: {made.Metadata.Name}", cancellationToken);
            return null;
        }
        catch (ResourceException e) when (e.IsRefusal)
        {
            await events.WarningAsync(ownerKind, owner, "FailedCreate", $"Error creating: {e.Message}", cancellationToken);
            return ("FailedCreate", e.Message);
        }
    }

    /// <summary>Deletes pods until one is refused; then says why.</summary>
    public async Task<(string Reason, string Message)?> DeleteAsync(Resource owner, IReadOnlyList<Pod> pods, CancellationToken cancellationToken)
    {
        foreach (Pod pod in pods)
        {
            try
            {
                await client.DeleteAsync(Kinds.Pod, pod.Identity, pod.Metadata.Uid, cancellationToken);
                _expectations.Deleted(owner.Identity, pod);
                await events.NormalAsync(ownerKind, owner, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}", cancellationToken);
            }
            catch (ResourceException e) when (e.IsRefusal)
            {
                await events.WarningAsync(ownerKind, owner, "FailedDelete", $"Error deleting: {e.Message}", cancellationToken);
                return ("FailedDelete", e.Message);
            }
        }

        return null;
    }
}
