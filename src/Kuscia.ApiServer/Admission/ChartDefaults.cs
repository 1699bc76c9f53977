using System.Text.Json.Nodes;

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
        spec.Default("parallelism", 1);
        spec.Default("completions", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
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
