using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Admission;

/// <summary>What the server fills in for the Kubernetes kinds.</summary>
internal static class CoreDefaults
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>Changes the object in place; a new object also gets its first status.</summary>
    public static void Apply(string kind, JsonObject value, bool created)
    {
        switch (kind)
        {
            case "Pod":
                Pod(value, created);
                break;
            case "Deployment":
                Deployment(value, created);
                break;
            case "ReplicaSet":
                Workload(value, created);
                break;
            case "StatefulSet":
                Workload(value, created);
                ChartDefaults.StatefulSet(value.Ensure("spec"));
                break;
            case "ReplicationController":
                Workload(value, created);
                ClusterDefaults.Apply(kind, value, created);
                break;
            case "DaemonSet":
                Template(value, created);
                ChartDefaults.DaemonSet(value.Ensure("spec"));
                break;
            case "Job":
                Template(value, created);
                ChartDefaults.Job(value.Ensure("spec"));
                if (created)
                {
                    ChartDefaults.JobLabels(value);
                }

                break;
            case "PersistentVolumeClaim":
                ChartDefaults.Claim(value, created);
                break;
            case "PersistentVolume":
                ChartDefaults.Volume(value, created);
                break;
            case "StorageClass":
                value.Default("reclaimPolicy", "Delete");
                value.Default("volumeBindingMode", "Immediate");
                break;
            case "Ingress" when created:
                value["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
                break;
            case "Service":
                ServiceDefaults.Apply(value, created);
                break;
            case "ConfigMap":
                Texts(value.Child("data"));
                break;
            case "Secret":
                Secret(value);
                break;
            case "EndpointSlice":
                Slice(value);
                break;
            case "Endpoints":
                Endpoints(value);
                break;
            case "RoleBinding" or "ClusterRoleBinding":
                Binding(value);
                break;
            case "ResourceQuota":
                PodDefaults.Canonicalize(value.Child("spec").Child("hard"));
                if (created)
                {
                    value.Ensure("status");
                }

                break;
            case "Lease":
                value.Ensure("spec");
                break;
            case "Event":
                value.Ensure("source");
                value.Default("reportingComponent", "");
                value.Default("reportingInstance", "");
                break;
            case "Node" when created:
                value.Ensure("spec");
                value.Ensure("status");
                break;
            default:
                ClusterDefaults.Apply(kind, value, created);
                break;
        }
    }

    private static void Pod(JsonObject pod, bool created)
    {
        JsonObject spec = pod.Ensure("spec");
        PodDefaults.Apply(spec, template: false);
        if (created)
        {
            pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = PodDefaults.QualityOfService(spec) };
        }
    }

    private static void Deployment(JsonObject deployment, bool created)
    {
        Workload(deployment, created);
        JsonObject spec = deployment.Ensure("spec");
        JsonObject strategy = spec.Ensure("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.String("type") == "RollingUpdate")
        {
            JsonObject rolling = strategy.Ensure("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    private static void Workload(JsonObject workload, bool created)
    {
        workload.Ensure("spec").Default("replicas", 1);
        Template(workload, created);
    }

    private static void Template(JsonObject workload, bool created)
    {
        if (workload.Child("spec").Child("template")?.Child("spec") is { } template)
        {
            PodDefaults.Apply(template, template: true);
        }

        if (created)
        {
            workload.Ensure("status");
        }
    }

    /// <summary>The type, and <c>stringData</c> moved into <c>data</c> as base64.</summary>
    private static void Secret(JsonObject secret)
    {
        secret.Default("type", "Opaque");
        if (secret.Child("stringData") is not { } texts)
        {
            return;
        }

        JsonObject data = secret.Ensure("data");
        foreach ((string key, JsonNode? value) in texts)
        {
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value is JsonValue text && text.TryGetValue(out string? given) ? given : ""));
        }

        secret.Remove("stringData");
    }

    // A text that is null is an empty text.
    private static void Texts(JsonObject? map)
    {
        foreach (string key in map?.Where(m => m.Value is null).Select(m => m.Key).ToArray() ?? [])
        {
            map![key] = ""; // the loop runs over its members
        }
    }

    private static void Endpoints(JsonObject endpoints)
    {
        foreach ((_, JsonObject port) in endpoints.Objects("subsets").SelectMany(s => s.Item.Objects("ports")))
        {
            port.Default("protocol", "TCP");
        }
    }

    private static void Slice(JsonObject slice)
    {
        foreach ((_, JsonObject endpoint) in slice.Objects("endpoints"))
        {
            endpoint.Ensure("conditions");
        }

        foreach ((_, JsonObject port) in slice.Objects("ports"))
        {
            port.Default("name", "");
            port.Default("protocol", "TCP");
        }
    }

    private static void Binding(JsonObject binding)
    {
        binding.Child("roleRef")?.Default("apiGroup", RbacGroup);
        foreach ((_, JsonObject subject) in binding.Objects("subjects"))
        {
            if (subject.String("kind") is "User" or "Group")
            {
                subject.Default("apiGroup", RbacGroup);
            }
        }
    }
}
