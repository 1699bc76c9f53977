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
        KusciaTask task = await RequireAsync(taskId, ErrorCodes.QueryLog, cancellationToken);
        RequireParty(task, domain);
        IReadOnlyList<string> containers = await ContainersAsync(task, domain, cancellationToken);
        bool isFine = containers.Count == 0 || (container.Length == 0 ? containers.Count == 1 : containers.Contains(container));
        RequestCheck.First(isFine ? null
            : container.Length == 0 ? "task's deploy container larger than 1, please specify the container name"
            : RequestCheck.Invalid("container", container, $"it must be one of {string.Join(", ", containers)}"));
        return new ResourceName(domain, PodOf(task, domain, replica, ErrorCodes.QueryLog).PodName ?? "");
    }

    /// <summary>What the task tells about the pod.</summary>
    public async Task<TaskPodStatus> StatusAsync(string taskId, string domain, int replica, int code, CancellationToken cancellationToken)
    {
        KusciaTask task = await RequireAsync(taskId, code, cancellationToken);
        RequireParty(task, domain);
        return PodOf(task, domain, replica, code);
    }

    private static void RequireParty(KusciaTask task, string domain) =>
        RequestCheck.First((task.Spec?.Parties ?? []).Any(p => p.DomainID == domain) ? null : "can't find the party in this task");

    private static TaskPodStatus PodOf(KusciaTask task, string domain, int replica, int code)
    {
        string taskId = task.Metadata.Name ?? "";
        if (task.Status?.Phase is null or "" or "Pending")
        {
            throw new OperationFaultException(code, $"task {taskId} status pending, please try later");
        }

        TaskPodStatus[] pods =
        [
            .. (task.Status?.PodStatuses ?? new Dictionary<string, TaskPodStatus>()).Values.Where(p => p.Namespace == domain).OrderBy(p => p.PodName, StringComparer.Ordinal),
        ];
        string suffix = string.Create(CultureInfo.InvariantCulture, $"-{replica}");
        TaskPodStatus pod = pods.FirstOrDefault(p => (p.PodName ?? "").EndsWith(suffix, StringComparison.Ordinal))
            ?? throw new OperationFaultException(code, $"task {taskId} hasn't created pod {domain}/{taskId}{suffix} yet, please try later");
        return pod.PodPhase is null or "" or "Pending" ? throw new OperationFaultException(code, $"task pod {domain}/{pod.PodName} status pending, please try later") : pod;
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
