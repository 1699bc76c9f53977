using System.Numerics;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Names and numbers of a mirrored job: what is out of its range is refused by its path, texts are taken as one line.</summary>
internal static class JobShape
{
    private const int MaxTasks = 128;
    private const int MaxParties = 128;
    private const int MaxConfig = 4 << 20;
    private const int MaxSeconds = 30 * 24 * 3600;
    private const long MaxBandwidth = 1_000_000_000;

    private static readonly BigInteger MaxAmount = BigInteger.Pow(2, 53);

    /// <summary>The first fault as a sentence; null for a sound job.</summary>
    public static string? Fault(KusciaJob job)
    {
        KusciaJobSpec spec = job.Spec ?? new KusciaJobSpec();
        int tasks = spec.Tasks?.Count ?? 0;
        return !ForeignText.IsName(job.Metadata.Name) ? "its name is no job name: 1 to 63 lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit"
            : !ForeignText.IsLabelValue(job.Metadata.Uid) ? "its uid is no uid"
            : !ForeignText.IsName(spec.Initiator) ? "spec.initiator is no domain id"
            : spec.ScheduleMode is not (null or "" or "Strict" or "BestEffort") ? "spec.scheduleMode must be Strict or BestEffort"
            : spec.MaxParallelism is < 1 or > MaxTasks ? $"spec.maxParallelism {spec.MaxParallelism} is not between 1 and {MaxTasks}"
            : tasks is 0 or > MaxTasks ? $"spec.tasks has {tasks} entries; 1 to {MaxTasks} are allowed"
            : (spec.Tasks ?? []).Select((t, i) => Fault(t, $"spec.tasks[{i}]")).FirstOrDefault(f => f is not null);
    }

    /// <summary>The spec with the known fields alone; task ids come later, by the summaries of the tasks.</summary>
    public static KusciaJobSpec Clean(KusciaJobSpec spec) => new()
    {
        FlowID = PrintableLine.Of(spec.FlowID),
        Initiator = spec.Initiator,
        ScheduleMode = spec.ScheduleMode,
        MaxParallelism = spec.MaxParallelism,
        Tasks = [.. (spec.Tasks ?? []).Select(Clean)],
    };

    private static KusciaTaskTemplate Clean(KusciaTaskTemplate task) => new()
    {
        Alias = PrintableLine.Of(task.Alias),
        Dependencies = ForeignText.Lines(task.Dependencies),
        Tolerable = task.Tolerable,
        AppImage = PrintableLine.Of(task.AppImage),
        // The engine's own text, whole: it is shown and logged nowhere.
        TaskInputConfig = task.TaskInputConfig,
        ScheduleConfig = task.ScheduleConfig,
        Priority = task.Priority,
        Parties = [.. task.Parties ?? []],
    };

    private static string? Fault(KusciaTaskTemplate task, string path)
    {
        int parties = task.Parties?.Count ?? 0;
        return task.TaskInputConfig?.Length > MaxConfig ? $"{path}.taskInputConfig is longer than {MaxConfig} characters"
            : task.Dependencies?.Count > MaxTasks ? $"{path}.dependencies has more than {MaxTasks} entries"
            : parties > MaxParties ? $"{path}.parties has {parties} entries; at most {MaxParties} are allowed"
            : Fault(task.ScheduleConfig, path) ?? (task.Parties ?? []).Select((p, i) => Fault(p, $"{path}.parties[{i}]")).FirstOrDefault(f => f is not null);
    }

    private static string? Fault(ScheduleConfig? schedule, string path) =>
        schedule is null ? null
        : Range(schedule.MinReservedMembers, MaxParties, $"{path}.scheduleConfig.minReservedMembers")
            ?? Range(schedule.ResourceReservedSeconds, MaxSeconds, $"{path}.scheduleConfig.resourceReservedSeconds")
            ?? Range(schedule.LifecycleSeconds, MaxSeconds, $"{path}.scheduleConfig.lifecycleSeconds")
            ?? Range(schedule.RetryIntervalSeconds, MaxSeconds, $"{path}.scheduleConfig.retryIntervalSeconds");

    private static string? Fault(JobParty party, string path) =>
        !ForeignText.IsName(party.DomainID) ? $"{path}.domainID is no domain id"
        : !ForeignText.IsRole(party.Role) ? $"{path}.role is no role: letters, digits, '-', '_' and '.', at most 63"
        : Fault(party.Resources, path)
            ?? (party.BandwidthLimits ?? []).Select((b, i) => Fault(b, $"{path}.bandwidthLimits[{i}]")).FirstOrDefault(f => f is not null);

    private static string? Fault(BandwidthLimit limit, string path) =>
        !ForeignText.IsName(limit.DestinationID) ? $"{path}.destinationID is no domain id"
        : limit.LimitKBps is < 0 or > MaxBandwidth ? $"{path}.limitKBps {limit.LimitKBps} is not between 0 and {MaxBandwidth}"
        : null;

    /// <summary>The first amount that is none; null when all are sound.</summary>
    public static string? Fault(ResourceRequirements? resources, string path) =>
        Fault(resources?.Requests, $"{path}.resources.requests") ?? Fault(resources?.Limits, $"{path}.resources.limits");

    private static string? Fault(IReadOnlyDictionary<string, IntOrString>? amounts, string path)
    {
        foreach ((string name, IntOrString amount) in amounts ?? new Dictionary<string, IntOrString>())
        {
            bool sound = name.Length <= 253 && Quantity.TryParse(amount.Text, out Quantity quantity) && quantity.Nano.Sign >= 0 && quantity.Units <= MaxAmount;
            if (!sound)
            {
                return $"{path} has an amount that is no quantity from 0 to 2^53";
            }
        }

        return null;
    }

    private static string? Range(int? value, int most, string path) => value is null or >= 0 && !(value > most) ? null : $"{path} {value} is not between 0 and {most}";
}
