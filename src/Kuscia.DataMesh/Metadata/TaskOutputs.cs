using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos;

namespace Kuscia.DataMesh.Metadata;

/// <summary>
/// What tasks may change: a task registers new ids for new paths, and changes, deletes and grants what it has registered itself. What it computes comes from
/// a config that a partner may have written. Callers that are no tasks act for the owner of the domain.
/// </summary>
internal sealed class TaskOutputs(IResourceClient client, string domain)
{
    /// <summary>The task of a caller; null for the owner.</summary>
    public async Task<string?> TaskOfAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Task is not { } pod)
        {
            return null;
        }

        Pod? found = pod.Length == 0 ? null : await client.GetAsync(Kinds.Pod, new ResourceName(domain, pod), cancellationToken);
        return found?.Metadata.Annotation(WellKnownAnnotations.TaskId) ?? pod;
    }

    /// <summary>Why a task may not register or change this, or null.</summary>
    public async Task<string?> FaultAsync(IDomainDataFields request, string? task, CancellationToken cancellationToken)
    {
        if (task is null)
        {
            return null;
        }

        DomainData? existing = request.DomaindataId.Length == 0 ? null : await FindAsync(request.DomaindataId, cancellationToken);
        // A copy of a partner's table keeps no id from the own domain: the registration takes its place.
        if (existing?.Spec?.Author == domain && !IsOf(existing, task))
        {
            return Foreign(request.DomaindataId, task);
        }

        if (request.RelativeUri.Length == 0)
        {
            return null;
        }

        if (DataPaths.Normal(request.RelativeUri) is not { } path)
        {
            return $"relative_uri \"{PrintableLine.Of(request.RelativeUri)}\" leads out of its data source; name a path below it";
        }

        string source = request.DatasourceId.Length > 0 ? request.DatasourceId : existing?.Spec?.DataSource ?? WellKnownNames.DefaultDataSource;
        ResourceList<DomainData> all = await client.ListAsync(Kinds.DomainData, domain, ListOptions.All, cancellationToken);
        DomainData? owner = all.Items.FirstOrDefault(d => d.Spec?.Author == domain && d.Spec.DataSource == source && !IsOf(d, task) && DataPaths.Overlap(d.Spec.RelativeURI, path));
        return owner is null ? null : $"relative_uri \"{path}\" belongs to domaindata {owner.Metadata.Name}, which task {task} did not make; name another path";
    }

    /// <summary>Why a task may not change or grant this, or null; what does not exist is left to the operation.</summary>
    public async Task<string?> FaultAsync(string id, string? task, CancellationToken cancellationToken) =>
        task is not null && id.Length > 0 && await FindAsync(id, cancellationToken) is { } data && !IsOf(data, task) ? Foreign(id, task) : null;

    /// <summary>Why a task may not change this grant, or null.</summary>
    public async Task<string?> GrantFaultAsync(string id, string? task, CancellationToken cancellationToken)
    {
        DomainDataGrant? grant = task is null || id.Length == 0 ? null : await client.GetAsync(Kinds.DomainDataGrant, new ResourceName(domain, id), cancellationToken);
        return grant is null ? null : await FaultAsync(grant.Spec?.DomainDataID ?? "", task, cancellationToken);
    }

    private Task<DomainData?> FindAsync(string id, CancellationToken cancellationToken) =>
        ForNames(id) ? client.GetAsync(Kinds.DomainData, new ResourceName(domain, id), cancellationToken) : Task.FromResult<DomainData?>(null);

    // A malformed id is refused by the operation itself, with its own code.
    private static bool ForNames(string id) => RequestCheck.Name("id", id) is null;

    private static bool IsOf(DomainData data, string task) => data.Metadata.Annotation(WellKnownAnnotations.TaskId) == task;

    private static string Foreign(string id, string task) => $"domaindata {id} exists and was not made by task {task}; name another id";
}
