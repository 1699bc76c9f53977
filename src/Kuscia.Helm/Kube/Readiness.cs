using System.Globalization;
using System.Text.Json.Nodes;

namespace Kuscia.Helm.Kube;

/// <summary>Tells whether a live object is ready, and if not why; kinds without a notion of readiness are ready when they exist.</summary>
public static class Readiness
{
    /// <summary>The reason why an object is not ready; null when it is.</summary>
    public static string? WhyNot(string kind, JsonObject? live, bool jobsToo)
    {
        if (live is null)
        {
            return "it does not exist";
        }

        JsonView spec = new(live["spec"]);
        JsonView status = new(live["status"]);
        return kind switch
        {
            "Pod" => Condition(live, "Ready") == "True" ? null : $"the pod is not ready (phase {status.Text("phase", "Pending")})",
            "Job" => jobsToo ? Job(spec, status) : null,
            "Deployment" => Deployment(live, spec, status),
            "StatefulSet" => StatefulSet(live, spec, status),
            "DaemonSet" => DaemonSet(spec, status),
            "ReplicaSet" or "ReplicationController" => Counted(status.Number("readyReplicas", 0), spec.Number("replicas", 1), "ready"),
            "PersistentVolumeClaim" => status.Text("phase", "") == "Bound" ? null : "PersistentVolumeClaim is not bound",
            "Service" => Service(spec, status),
            "CustomResourceDefinition" =>
                Condition(live, "Established") == "True" || Condition(live, "NamesAccepted") == "False" ? null : "the definition is not established",
            _ => null,
        };
    }

    /// <summary>How a hook ended: null while it runs, otherwise empty for success or the reason of its failure.</summary>
    public static string? HookResult(string kind, string name, JsonObject? live)
    {
        if (live is null)
        {
            // It was deleted by somebody; Helm takes that for done.
            return "";
        }

        if (kind == "Pod")
        {
            return new JsonView(live["status"]).Text("phase", "") switch
            {
                "Succeeded" => "",
                "Failed" => $"pod {name} failed",
                _ => null,
            };
        }

        if (kind != "Job" || Condition(live, "Complete") == "True")
        {
            return "";
        }

        return Condition(live, "Failed") == "True" ? $"job failed: {Condition(live, "Failed", "reason")}" : null;
    }

    private static string? Job(JsonView spec, JsonView status)
    {
        if (status.Number("failed", 0) > spec.Number("backoffLimit", 6))
        {
            return "Job is failed";
        }

        return Counted(status.Number("succeeded", 0), spec.Number("completions", 1), "completed");
    }

    private static string? Deployment(JsonObject live, JsonView spec, JsonView status)
    {
        if (spec.Flag("paused"))
        {
            return null;
        }

        if (status.Number("observedGeneration", 0) < new JsonView(live["metadata"]).Number("generation", 0))
        {
            return "the update has not yet been observed";
        }

        int replicas = spec.Number("replicas", 1);
        JsonView rolling = spec.Inner("strategy").Inner("rollingUpdate");
        bool recreate = spec.Inner("strategy").Text("type", "RollingUpdate") == "Recreate";
        int spare = recreate || replicas == 0 ? 0 : MaxUnavailable(rolling, replicas);
        int ready = Math.Min(status.Number("updatedReplicas", 0), status.Number("readyReplicas", 0));
        return Counted(ready, replicas - spare, "ready");
    }

    // One pod may always be missing when the surge is zero as well, else nothing could roll.
    private static int MaxUnavailable(JsonView rolling, int replicas)
    {
        int surge = rolling.Share("maxSurge", replicas, 25, up: true);
        int unavailable = rolling.Share("maxUnavailable", replicas, 25, up: false);
        return Math.Min(replicas, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    private static string? StatefulSet(JsonObject live, JsonView spec, JsonView status)
    {
        if (spec.Inner("updateStrategy").Text("type", "RollingUpdate") != "RollingUpdate")
        {
            return null;
        }

        if (status.Number("observedGeneration", 0) < new JsonView(live["metadata"]).Number("generation", 0))
        {
            return "the update has not yet been observed";
        }

        int replicas = spec.Number("replicas", 1);
        int partition = spec.Inner("updateStrategy").Inner("rollingUpdate").Number("partition", 0);
        string? scheduled = Counted(status.Number("updatedReplicas", 0), replicas - partition, "scheduled");
        return scheduled ?? Counted(status.Number("readyReplicas", 0), replicas, "ready");
    }

    private static string? DaemonSet(JsonView spec, JsonView status)
    {
        if (spec.Inner("updateStrategy").Text("type", "RollingUpdate") != "RollingUpdate")
        {
            return null;
        }

        int desired = status.Number("desiredNumberScheduled", 0);
        int spare = spec.Inner("updateStrategy").Inner("rollingUpdate").Share("maxUnavailable", desired, fallbackCount: 1, up: true);
        string? scheduled = Counted(status.Number("updatedNumberScheduled", 0), desired, "scheduled");
        return scheduled ?? Counted(status.Number("numberReady", 0), desired - spare, "ready");
    }

    private static string? Service(JsonView spec, JsonView status)
    {
        string type = spec.Text("type", "ClusterIP");
        if (type == "ExternalName")
        {
            return null;
        }

        if (spec.Text("clusterIP", "").Length == 0)
        {
            return "Service does not have cluster IP address";
        }

        bool waits = type == "LoadBalancer" && !spec.HasItems("externalIPs") && !status.Inner("loadBalancer").HasItems("ingress");
        return waits ? "Service does not have load balancer ingress IP address" : null;
    }

    private static string? Counted(int actual, int wanted, string state) => actual >= wanted
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{actual} out of {wanted} expected pods are {state}");

    private static string Condition(JsonObject live, string type, string member = "status") =>
        (live["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(condition => new JsonView(condition).Text("type", "") == type)
            .Select(condition => new JsonView(condition).Text(member, ""))
            .FirstOrDefault() ?? "";
}
