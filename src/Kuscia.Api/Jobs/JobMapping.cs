using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;
using Kuscia.Model.Resources;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Jobs;

/// <summary>Between the API's job and the stored object.</summary>
internal static class JobMapping
{
    public static KusciaJob ToResource(Wire.CreateJobRequest request) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = request.JobId,
            Namespace = WellKnownNames.CrossDomainNamespace,
            Labels = request.CustomFields.Count == 0 ? null : request.CustomFields.ToDictionary(f => WellKnownLabels.JobCustomFieldPrefix + f.Key, f => f.Value),
        },
        Spec = new KusciaJobSpec
        {
            Initiator = request.Initiator,
            ScheduleMode = "BestEffort",
            MaxParallelism = request.MaxParallelism > 0 ? request.MaxParallelism : 1,
            Tasks = [.. request.Tasks.Select(ToResource)],
        },
    };

    public static Wire.QueryJobResponseData ToMessage(KusciaJob job, IReadOnlyDictionary<string, KusciaTask> tasks) => new()
    {
        JobId = job.Metadata.Name ?? "",
        Initiator = job.Spec?.Initiator ?? "",
        MaxParallelism = job.Spec?.MaxParallelism ?? 1,
        Tasks = { (job.Spec?.Tasks ?? []).Select(ToMessage) },
        Status = JobStatusMapping.Describe(job, tasks),
        CustomFields =
        {
            (job.Metadata.Labels ?? new Dictionary<string, string>())
                .Where(l => l.Key.StartsWith(WellKnownLabels.JobCustomFieldPrefix, StringComparison.Ordinal))
                .ToDictionary(l => l.Key[WellKnownLabels.JobCustomFieldPrefix.Length..], l => l.Value),
        },
    };

    private static KusciaTaskTemplate ToResource(Wire.Task task) => new()
    {
        Alias = task.Alias,
        TaskID = task.TaskId.Length > 0 ? task.TaskId : null,
        Dependencies = task.Dependencies.Count > 0 ? [.. task.Dependencies] : null,
        Tolerable = task.Tolerable ? true : null,
        AppImage = task.AppImage,
        TaskInputConfig = task.TaskInputConfig,
        Priority = task.Priority == 0 ? null : task.Priority,
        ScheduleConfig = task.ScheduleConfig is { } schedule ? ToResource(schedule) : null,
        Parties = [.. task.Parties.Select(ToResource)],
    };

    private static ScheduleConfig ToResource(Wire.ScheduleConfig schedule) => new()
    {
        LifecycleSeconds = schedule.TaskTimeoutSeconds > 0 ? schedule.TaskTimeoutSeconds : 300,
        ResourceReservedSeconds = schedule.ResourceReservedSeconds > 0 ? schedule.ResourceReservedSeconds : 30,
        RetryIntervalSeconds = schedule.ResourceReallocationIntervalSeconds > 0 ? schedule.ResourceReallocationIntervalSeconds : 30,
    };

    private static JobParty ToResource(Wire.Party party) => new()
    {
        DomainID = party.DomainId,
        Role = party.Role.Length > 0 ? party.Role : null,
        Resources = party.Resources is { } resources ? ToResource(resources) : null,
        BandwidthLimits = party.BandwidthLimits.Count == 0
            ? null
            : [.. party.BandwidthLimits.Select(b => new BandwidthLimit { DestinationID = b.DestinationId, LimitKBps = (long)b.LimitKbps })],
    };

    private static ResourceRequirements ToResource(Wire.JobResource resources)
    {
        Dictionary<string, IntOrString> amounts = [];
        Put(amounts, "cpu", resources.Cpu);
        Put(amounts, "memory", resources.Memory);
        Put(amounts, WellKnownNames.BandwidthResource, resources.Bandwidth);
        return amounts.Count == 0 ? new ResourceRequirements() : new ResourceRequirements { Limits = amounts, Requests = amounts };
    }

    private static void Put(Dictionary<string, IntOrString> amounts, string name, string amount)
    {
        if (amount.Length > 0)
        {
            amounts[name] = IntOrString.FromString(Quantity.Parse(amount).ToString());
        }
    }

    private static Wire.TaskConfig ToMessage(KusciaTaskTemplate task) => new()
    {
        AppImage = task.AppImage ?? "",
        Alias = task.Alias ?? "",
        TaskId = task.TaskID ?? "",
        Dependencies = { task.Dependencies ?? [] },
        TaskInputConfig = task.TaskInputConfig ?? "",
        Priority = task.Priority ?? 0,
        Parties = { (task.Parties ?? []).Select(ToMessage) },
        ScheduleConfig = task.ScheduleConfig is { } schedule
            ? new Wire.ScheduleConfig
            {
                TaskTimeoutSeconds = schedule.LifecycleSeconds ?? 0,
                ResourceReservedSeconds = schedule.ResourceReservedSeconds ?? 0,
                ResourceReallocationIntervalSeconds = schedule.RetryIntervalSeconds ?? 0,
            }
            : null,
    };

    private static Wire.Party ToMessage(JobParty party) => new()
    {
        DomainId = party.DomainID ?? "",
        Role = party.Role ?? "",
        BandwidthLimits = { (party.BandwidthLimits ?? []).Select(b => new Wire.BandwidthLimit { DestinationId = b.DestinationID ?? "", LimitKbps = (ulong)Math.Max(b.LimitKBps ?? 0, 0) }) },
    };
}
