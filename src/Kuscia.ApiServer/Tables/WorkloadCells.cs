using System.Text.Json;
using static Kuscia.ApiServer.Tables.CommonCells;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of workloads.</summary>
internal static class WorkloadCells
{
    /// <summary>Name, ready of wanted, up to date, available, age, containers, images, selector.</summary>
    public static IReadOnlyList<object?> Deployment(JsonElement o, DateTimeOffset now) =>
    [
        o.Text("metadata", "name"),
        $"{o.Number("status", "readyReplicas")}/{o.Number("spec", "replicas")}",
        o.Number("status", "updatedReplicas"),
        o.Number("status", "availableReplicas"),
        Age(o, now),
        .. Template(o),
        Selector(o),
    ];

    /// <summary>Name, wanted, current, ready, age, containers, images, selector.</summary>
    public static IReadOnlyList<object?> ReplicaSet(JsonElement o, DateTimeOffset now) =>
    [
        o.Text("metadata", "name"),
        o.Number("spec", "replicas"),
        o.Number("status", "replicas"),
        o.Number("status", "readyReplicas"),
        Age(o, now),
        .. Template(o),
        Selector(o),
    ];

    /// <summary>The same cells; the selector is a plain map of labels.</summary>
    public static IReadOnlyList<object?> Controller(JsonElement o, DateTimeOffset now) => [.. ReplicaSet(o, now).SkipLast(1), SelectorText.OfLabels(o.Members("spec", "selector"))];

    /// <summary>Name, ready of wanted, age, containers, images.</summary>
    public static IReadOnlyList<object?> StatefulSet(JsonElement o, DateTimeOffset now) =>
        [o.Text("metadata", "name"), $"{o.Number("status", "readyReplicas")}/{o.Number("spec", "replicas")}", Age(o, now), .. Template(o)];

    /// <summary>Name, wanted, current, ready, up to date, available, node selector, age, containers, images, selector.</summary>
    public static IReadOnlyList<object?> DaemonSet(JsonElement o, DateTimeOffset now) =>
    [
        o.Text("metadata", "name"),
        o.Number("status", "desiredNumberScheduled"),
        o.Number("status", "currentNumberScheduled"),
        o.Number("status", "numberReady"),
        o.Number("status", "updatedNumberScheduled"),
        o.Number("status", "numberAvailable"),
        SelectorText.OfLabels(o.Members("spec", "template", "spec", "nodeSelector")),
        Age(o, now),
        .. Template(o),
        Selector(o),
    ];

    /// <summary>Name, status, completions, duration, age, containers, images, selector.</summary>
    public static IReadOnlyList<object?> Job(JsonElement o, DateTimeOffset now) =>
        [o.Text("metadata", "name"), JobStatus(o), Completions(o), Duration(o, now), Age(o, now), .. Template(o), Selector(o)];

    /// <summary>Name, containers, images, labels of the pods.</summary>
    public static IReadOnlyList<object?> PodTemplate(JsonElement o, DateTimeOffset now) =>
        [o.Text("metadata", "name"), .. Containers(o.Items("template", "spec", "containers")), SelectorText.OfLabels(o.Members("template", "metadata", "labels"))];

    /// <summary>Name, schedule, time zone, suspended, active, last run, age, containers, images, selector.</summary>
    public static IReadOnlyList<object?> CronJob(JsonElement o, DateTimeOffset now) =>
    [
        o.Text("metadata", "name"),
        o.Text("spec", "schedule"),
        PodCells.OrNone(o.Text("spec", "timeZone")),
        o.Flag("spec", "suspend"),
        (long)o.Items("status", "active").Count,
        o.At("status", "lastScheduleTime") is { } last ? HumanDuration.Since(last, now) : "<none>",
        Age(o, now),
        .. Containers(o.Items("spec", "jobTemplate", "spec", "template", "spec", "containers")),
        SelectorText.OfSelector(o.At("spec", "jobTemplate", "spec", "selector")),
    ];

    private static string JobStatus(JsonElement job)
    {
        string[] states = [.. job.Items("status", "conditions").Where(c => c.Text("status") == "True").Select(c => c.Text("type"))];
        string[] known = ["Complete", "Failed"];
        return known.FirstOrDefault(states.Contains)
            ?? (job.At("metadata", "deletionTimestamp") is not null ? "Terminating"
                : states.Contains("Suspended") ? "Suspended"
                : states.Contains("FailureTarget") ? "FailureTarget"
                : states.Contains("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running");
    }

    private static string Completions(JsonElement job)
    {
        long succeeded = job.Number("status", "succeeded");
        if (job.At("spec", "completions") is not null)
        {
            return $"{succeeded}/{job.Number("spec", "completions")}";
        }

        long parallelism = job.Number("spec", "parallelism");
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(JsonElement job, DateTimeOffset now)
    {
        if (HumanDuration.Parse(job.Text("status", "startTime")) is not { } start)
        {
            return "";
        }

        return HumanDuration.Format((HumanDuration.Parse(job.Text("status", "completionTime")) ?? now) - start);
    }

    private static IEnumerable<object?> Template(JsonElement o) => Containers(o.Items("spec", "template", "spec", "containers"));

    private static IEnumerable<object?> Containers(IReadOnlyList<JsonElement> containers) =>
        [string.Join(",", containers.Select(c => c.Text("name"))), string.Join(",", containers.Select(c => c.Text("image")))];

    private static string Selector(JsonElement o) => SelectorText.OfSelector(o.At("spec", "selector"));
}
