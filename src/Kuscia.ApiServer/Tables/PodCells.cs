using System.Globalization;
using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of pods: the status is the first of deletion, init containers, containers, reason and phase that has something to say.</summary>
internal static class PodCells
{
    /// <summary>Name, ready, status, restarts, age, IP, node, nominated node, readiness gates.</summary>
    public static IReadOnlyList<object?> Render(JsonElement pod, DateTimeOffset now)
    {
        PodSummary summary = Summarize(pod);
        string restarts = summary.Restarts.ToString(CultureInfo.InvariantCulture);
        if (summary.LastRestart is { } last)
        {
            restarts += $" ({HumanDuration.Since(last, now)} ago)";
        }

        return
        [
            pod.Text("metadata", "name"),
            $"{summary.Ready}/{pod.Items("spec", "containers").Count}",
            summary.Status,
            restarts,
            HumanDuration.Since(pod.At("metadata", "creationTimestamp"), now),
            OrNone(PodIp(pod)),
            OrNone(pod.Text("spec", "nodeName")),
            OrNone(pod.Text("status", "nominatedNodeName")),
            ReadinessGates(pod),
        ];
    }

    /// <summary>The text, or <c>&lt;none&gt;</c> when it is empty.</summary>
    internal static string OrNone(string text) => text.Length == 0 ? "<none>" : text;

    private static PodSummary Summarize(JsonElement pod)
    {
        string reason = pod.Text("status", "reason");
        string status = reason.Length > 0 ? reason : pod.Text("status", "phase");
        PodSummary summary = FromInitContainers(pod, status) ?? FromContainers(pod, status);
        if (pod.At("metadata", "deletionTimestamp") is null)
        {
            return summary;
        }

        return summary with { Status = reason == "NodeLost" ? "Unknown" : "Terminating" };
    }

    private static PodSummary? FromInitContainers(JsonElement pod, string status)
    {
        IReadOnlyList<JsonElement> containers = pod.Items("status", "initContainerStatuses");
        PodSummary summary = new(status, 0, 0, null);
        for (int i = 0; i < containers.Count; i++)
        {
            summary = summary.Restarted(containers[i]);
            JsonElement? terminated = containers[i].At("state", "terminated");
            if (terminated is { } done && done.Number("exitCode") == 0)
            {
                continue;
            }

            string waiting = containers[i].Text("state", "waiting", "reason");
            string text = terminated is { } failed ? Ended(failed)
                : waiting.Length > 0 && waiting != "PodInitializing" ? waiting
                : $"{i}/{pod.Items("spec", "initContainers").Count}";
            return summary with { Status = "Init:" + text };
        }

        return null;
    }

    private static PodSummary FromContainers(JsonElement pod, string status)
    {
        PodSummary summary = new(status, 0, 0, null);
        foreach (JsonElement container in pod.Items("status", "containerStatuses").Reverse())
        {
            summary = summary.Restarted(container);
            string waiting = container.Text("state", "waiting", "reason");
            if (waiting.Length > 0)
            {
                summary = summary with { Status = waiting };
            }
            else if (container.At("state", "terminated") is { } terminated)
            {
                summary = summary with { Status = Ended(terminated) };
            }
            else if (container.Flag("ready") && container.At("state", "running") is not null)
            {
                summary = summary with { Ready = summary.Ready + 1 };
            }
        }

        return summary.Status == "Completed" && summary.Ready > 0
            ? summary with { Status = IsReady(pod) ? "Running" : "NotReady" }
            : summary;
    }

    private static string Ended(JsonElement terminated)
    {
        string reason = terminated.Text("reason");
        if (reason.Length > 0)
        {
            return reason;
        }

        long signal = terminated.Number("signal");
        return signal != 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Number("exitCode")}";
    }

    private static bool IsReady(JsonElement pod) =>
        pod.Items("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");

    private static string PodIp(JsonElement pod)
    {
        IReadOnlyList<JsonElement> all = pod.Items("status", "podIPs");
        return all.Count > 0 ? all[0].Text("ip") : pod.Text("status", "podIP");
    }

    private static string ReadinessGates(JsonElement pod)
    {
        IReadOnlyList<JsonElement> gates = pod.Items("spec", "readinessGates");
        IReadOnlyList<JsonElement> conditions = pod.Items("status", "conditions");
        int open = gates.Count(g => conditions.Any(c => c.Text("type") == g.Text("conditionType") && c.Text("status") == "True"));
        return gates.Count == 0 ? "<none>" : $"{open}/{gates.Count}";
    }

    private sealed record PodSummary(string Status, int Ready, long Restarts, DateTimeOffset? LastRestart)
    {
        public PodSummary Restarted(JsonElement container)
        {
            DateTimeOffset? ended = HumanDuration.Parse(container.Text("lastState", "terminated", "finishedAt"));
            return this with
            {
                Restarts = Restarts + container.Number("restartCount"),
                LastRestart = LastRestart is null || ended > LastRestart ? ended ?? LastRestart : LastRestart,
            };
        }
    }
}
