using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Admission;

/// <summary>What the server fills in for the kinds that are stored for charts and programs of other makers.</summary>
internal static class ClusterDefaults
{
    /// <summary>Changes the object in place; a new one also gets its first status.</summary>
    public static void Apply(string kind, JsonObject value, bool created)
    {
        switch (kind)
        {
            case "ReplicationController":
                Controller(value);
                break;
            case "LimitRange":
                Ranges(value);
                break;
            case "CronJob":
                CronJob(value.Ensure("spec"));
                break;
            case "HorizontalPodAutoscaler":
                value.Ensure("spec").Default("minReplicas", 1);
                break;
            case "NetworkPolicy":
                NetworkPolicy(value.Ensure("spec"));
                break;
            case "PriorityClass":
                value.Default("preemptionPolicy", "PreemptLowerPriority");
                break;
            case "CSIDriver":
                Driver(value.Ensure("spec"));
                break;
            case "APIService" when created && value.Child("spec").Child("service") is not null:
                NotForwarded(value);
                break;
            default:
                break;
        }

        if (created && kind is "CronJob" or "PodDisruptionBudget" or "CertificateSigningRequest" or "VolumeAttachment")
        {
            value.Ensure("status");
        }
    }

    // Labels and selector follow from the template.
    private static void Controller(JsonObject controller)
    {
        JsonObject spec = controller.Ensure("spec");
        if (spec.Child("template").Child("metadata").Child("labels") is not { Count: > 0 } labels)
        {
            return;
        }

        if (spec.Child("selector") is not { Count: > 0 })
        {
            spec["selector"] = labels.DeepClone();
        }

        JsonObject metadata = controller.Ensure("metadata");
        if (metadata.Child("labels") is not { Count: > 0 })
        {
            metadata["labels"] = labels.DeepClone();
        }
    }

    // What a range does not say follows from what it says: the most is the limit, the limit the request, else the least.
    private static void Ranges(JsonObject range)
    {
        foreach ((_, JsonObject item) in range.Child("spec").Objects("limits").Where(i => i.Item.String("type") == "Container"))
        {
            foreach ((string from, string to) in ((string, string)[])[("max", "default"), ("default", "defaultRequest"), ("min", "defaultRequest")])
            {
                foreach ((string name, JsonNode? amount) in item.Child(from)?.ToList() ?? [])
                {
                    if (amount is not null)
                    {
                        item.Ensure(to).Default(name, amount.DeepClone());
                    }
                }
            }
        }
    }

    private static void CronJob(JsonObject spec)
    {
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
        if (spec.Child("jobTemplate").Child("spec").Child("template").Child("spec") is { } template)
        {
            PodDefaults.Apply(template, template: true);
        }
    }

    private static void NetworkPolicy(JsonObject spec)
    {
        if (!spec.Array("policyTypes").Any())
        {
            spec["policyTypes"] = spec.Array("egress").Any() ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        }

        foreach ((_, JsonObject port) in spec.Objects("ingress").Concat(spec.Objects("egress")).SelectMany(r => r.Item.Objects("ports")))
        {
            port.Default("protocol", "TCP");
        }
    }

    private static void Driver(JsonObject spec)
    {
        spec.Default("attachRequired", true);
        spec.Default("podInfoOnMount", false);
        spec.Default("storageCapacity", false);
        spec.Default("requiresRepublish", false);
        spec.Default("seLinuxMount", false);
        spec.Default("fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (!spec.Array("volumeLifecycleModes").Any())
        {
            spec["volumeLifecycleModes"] = new JsonArray("Persistent");
        }
    }

    private static void NotForwarded(JsonObject service) => service["status"] = new JsonObject
    {
        ["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "Available",
            ["status"] = "False",
            ["lastTransitionTime"] = service.Child("metadata").String("creationTimestamp"),
            ["reason"] = "NotForwarded",
            ["message"] = "this server forwards requests to no other API server",
        }),
    };
}
