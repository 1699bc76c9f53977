using System.Globalization;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Logs;

/// <summary>Finds the pod of one party and replica of a task.</summary>
internal sealed class TaskPods(IResourceClient client)
{
    /// <summary>The pod, after replica and container were checked.</summary>
    public async Task<ResourceName> FindAsync(string taskId, string domain, int replica, string container, CancellationToken cancellationToken)
    {
        TaskPodStatus pod = await StatusAsync(taskId, domain, replica, ErrorCodes.QueryLog, cancellationToken);
        KusciaTask task = await RequireAsync(taskId, ErrorCodes.QueryLog, cancellationToken);
        IReadOnlyList<string> containers = await ContainersAsync(task, domain, cancellationToken);
        bool isFine = containers.Count == 0 || (container.Length == 0 ? containers.Count == 1 : containers.Contains(container));
        RequestCheck.Require(isFine ? null : RequestCheck.Invalid("container", container, $"it must be one of {string.Join(", ", containers)}"));
        return new ResourceName(domain, pod.PodName ?? "");
    }

    /// <summary>What the task tells about the pod.</summary>
    public async Task<TaskPodStatus> StatusAsync(string taskId, string domain, int replica, int code, CancellationToken cancellationToken)
    {
        KusciaTask task = await RequireAsync(taskId, code, cancellationToken);
        RequestCheck.Require((task.Spec?.Parties ?? []).Any(p => p.DomainID == domain) ? null : $"domain {domain} is no party of task {taskId}");
        TaskPodStatus[] pods =
        [
            .. (task.Status?.PodStatuses ?? new Dictionary<string, TaskPodStatus>()).Values.Where(p => p.Namespace == domain).OrderBy(p => p.PodName, StringComparer.Ordinal),
        ];
        if (pods.Length == 0)
        {
            throw new OperationFaultException(code, $"task {taskId} status {(task.Status?.Phase is { Length: > 0 } phase ? phase.ToLowerInvariant() : "pending")}: it has no pod of domain {domain} here");
        }

        string suffix = string.Create(CultureInfo.InvariantCulture, $"-{replica}");
        return pods.FirstOrDefault(p => (p.PodName ?? "").EndsWith(suffix, StringComparison.Ordinal))
            ?? throw new RequestFaultException(RequestCheck.Invalid("replica_idx", replica.ToString(CultureInfo.InvariantCulture), $"the task has {pods.Length} pods of domain {domain}, counted from 0"));
    }

    private async Task<KusciaTask> RequireAsync(string taskId, int code, CancellationToken cancellationToken) =>
        await client.GetAsync(Kinds.KusciaTask, new ResourceName(WellKnownNames.CrossDomainNamespace, taskId), cancellationToken)
        ?? throw new OperationFaultException(code, $"kusciatasks.kuscia.secretflow \"{taskId}\" not found");

    private async Task<IReadOnlyList<string>> ContainersAsync(KusciaTask task, string domain, CancellationToken cancellationToken)
    {
        TaskParty? party = task.Spec?.Parties?.FirstOrDefault(p => p.DomainID == domain);
        AppImage? image = party?.AppImageRef is { Length: > 0 } name ? await client.GetAsync(Kinds.AppImage, ResourceName.Cluster(name), cancellationToken) : null;
        IReadOnlyList<DeployTemplate> templates = image?.Spec?.DeployTemplates ?? [];
        string role = party?.Role ?? "";
        // Several roles may share a template, separated by commas; the one without role is for all others.
        DeployTemplate? template = templates.FirstOrDefault(t => (t.Role ?? "").Split(',').Contains(role, StringComparer.Ordinal))
            ?? templates.FirstOrDefault(t => string.IsNullOrEmpty(t.Role)) ?? (templates.Count > 0 ? templates[0] : null);
        return [.. (template?.Spec?.Containers ?? []).Select(c => c.Name ?? "")];
    }
}
