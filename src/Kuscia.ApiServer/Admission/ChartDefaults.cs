using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission;

/// <summary>What the server fills in for the kinds that charts install besides those of a node.</summary>
internal static class ChartDefaults
{
    public static void StatefulSet(JsonObject spec)
    {
        spec.Default("podManagementPolicy", "OrderedReady");
        spec.Default("revisionHistoryLimit", 10);
        JsonObject strategy = spec.Ensure("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.String("type") == "RollingUpdate")
        {
            strategy.Ensure("rollingUpdate").Default("partition", 0);
        }

        JsonObject retention = spec.Ensure("persistentVolumeClaimRetentionPolicy");
        retention.Default("whenDeleted", "Retain");
        retention.Default("whenScaled", "Retain");
        foreach ((_, JsonObject claim) in spec.Objects("volumeClaimTemplates"))
        {
            claim.Default("apiVersion", "v1");
            claim.Default("kind", "PersistentVolumeClaim");
            Claim(claim, created: true);
        }
    }

    public static void DaemonSet(JsonObject spec)
    {
        spec.Default("revisionHistoryLimit", 10);
        JsonObject strategy = spec.Ensure("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.String("type") == "RollingUpdate")
        {
            JsonObject rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", 1);
            rolling.Default("maxSurge", 0);
        }
    }

    public static void Job(JsonObject spec)
    {
        // A Job without a number of completions ends with its first success; one that says nothing runs one pod.
        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
        }

        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
    }

    /// <summary>A new Job finds its pods by its uid, unless it says how.</summary>
    public static void JobLabels(JsonObject job)
    {
        JsonObject spec = job.Ensure("spec");
        JsonObject metadata = job.Ensure("metadata");
        if (spec.IsTrue("manualSelector") || metadata.String("uid") is not { } uid || metadata.String("name") is not { } name)
        {
            return;
        }

        JsonObject labels = spec.Ensure("template").Ensure("metadata").Ensure("labels");
        foreach ((string label, string value) in ((string, string)[])[("controller-uid", uid), ("job-name", name)])
        {
            labels[label] = value;
            labels[$"batch.kubernetes.io/{label}"] = value;
        }

        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } };
        if (metadata.Child("labels") is not { Count: > 0 })
        {
            metadata["labels"] = labels.DeepClone();
        }
    }

    public static void Claim(JsonObject claim, bool created)
    {
        claim.Ensure("spec").Default("volumeMode", "Filesystem");
        if (created)
        {
            claim["status"] = new JsonObject { ["phase"] = "Pending" };
        }
    }

    public static void Volume(JsonObject volume, bool created)
    {
        JsonObject spec = volume.Ensure("spec");
        spec.Default("persistentVolumeReclaimPolicy", "Retain");
        spec.Default("volumeMode", "Filesystem");
        if (created)
        {
            volume["status"] = new JsonObject { ["phase"] = "Pending" };
        }
    }
}
