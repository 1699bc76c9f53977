using System.Text.Json.Nodes;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Revisions;

/// <summary>Keeps the revisions of the templates of one kind of workload. Thread-safe.</summary>
internal sealed class RevisionHistory<TOwner>(IResourceClient client, ResourceKind<TOwner> ownerKind, InformerIndex<ControllerRevision> revisionsOfNamespace)
    where TOwner : Resource
{
    private readonly ClaimWriter<TOwner> _claims = new(client, ownerKind);

    /// <summary>The revisions of an owner, oldest first; those that match and nobody controls are taken.</summary>
    public async Task<IReadOnlyList<ControllerRevision>> ListAsync(TOwner owner, LabelSelector? selector, CancellationToken cancellationToken)
    {
        Model.Selectors.LabelSelector? compiled = selector?.Compile();
        Claims<ControllerRevision> claims = Claims<ControllerRevision>.Of(
            owner, revisionsOfNamespace.Of(owner.Metadata.Namespace), r => compiled is { IsEmpty: false } && compiled.Matches(r.Metadata.Labels));
        IReadOnlyList<ControllerRevision> held = await _claims.ApplyAsync(Kinds.ControllerRevision, owner, claims, cancellationToken);
        return [.. held.OrderBy(r => r.Revision).ThenBy(r => r.Metadata.Name, StringComparer.Ordinal)];
    }

    /// <summary>The revision of a template as the newest of the owner; it is made, or an older one that is the same is used again. Also says how often names collided.</summary>
    public async Task<(ControllerRevision Revision, int Collisions)> EnsureAsync(
        TOwner owner, PodTemplateSpec template, (IReadOnlyList<ControllerRevision> Known, int? Collisions) history, CancellationToken cancellationToken)
    {
        int collisions = history.Collisions ?? 0;
        long next = history.Known.Count == 0 ? 1 : history.Known[^1].Revision + 1;
        ControllerRevision wanted = RevisionData.Of(ownerKind, owner, template, (next, collisions));
        if (history.Known.LastOrDefault(r => RevisionData.AreSame(r, wanted)) is { } same)
        {
            return (same.Revision == history.Known[^1].Revision ? same : await RenumberAsync(same, next, cancellationToken), collisions);
        }

        for (; ; collisions++)
        {
            wanted = RevisionData.Of(ownerKind, owner, template, (next, collisions));
            try
            {
                return (await client.CreateAsync(Kinds.ControllerRevision, wanted, cancellationToken), collisions);
            }
            catch (ResourceException e) when (e.IsAlreadyExists)
            {
                ControllerRevision? there = await client.GetAsync(Kinds.ControllerRevision, wanted.Identity, cancellationToken);
                if (there is not null && RevisionData.AreSame(there, wanted))
                {
                    return (there, collisions);
                }
            }
        }
    }

    /// <summary>Deletes the oldest revisions beyond the limit, except those in use.</summary>
    public async Task TrimAsync(IReadOnlyList<ControllerRevision> known, Func<ControllerRevision, bool> isUsed, int limit, CancellationToken cancellationToken)
    {
        List<ControllerRevision> idle = [.. known.Where(r => !isUsed(r))];
        foreach (ControllerRevision old in idle.Take(Math.Max(0, idle.Count - limit)))
        {
            await client.DeleteAsync(Kinds.ControllerRevision, old.Identity, old.Metadata.Uid, cancellationToken);
        }
    }

    private Task<ControllerRevision> RenumberAsync(ControllerRevision revision, long number, CancellationToken cancellationToken)
    {
        JsonObject patch = new() { ["metadata"] = new JsonObject { ["resourceVersion"] = revision.Metadata.ResourceVersion }, ["revision"] = number };
        return client.PatchAsync(Kinds.ControllerRevision, revision.Identity, patch, null, cancellationToken);
    }
}
