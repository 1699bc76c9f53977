using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Admission;

/// <summary>What the server fills in for pod specs.</summary>
internal static class PodDefaults
{
    private const int ConfigFileMode = 420; // 0644
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>Changes the spec in place; a template gets only what does not depend on the cluster.</summary>
    public static void Apply(JsonObject spec, bool template)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        if (spec["nodeSelector"] is JsonObject { Count: 0 })
        {
            spec.Remove("nodeSelector");
        }

        if (spec.String("serviceAccountName") is { } account)
        {
            spec.Default("serviceAccount", account);
        }

        if (!template)
        {
            spec.Default("priority", 0);
            spec.Default("enableServiceLinks", true);
            spec.Default("preemptionPolicy", "PreemptLowerPriority");
            AddToleration(spec, "node.kubernetes.io/not-ready");
            AddToleration(spec, "node.kubernetes.io/unreachable");
        }

        foreach ((_, JsonObject container) in spec.Objects("initContainers").Concat(spec.Objects("containers")))
        {
            Container(container, template, spec.IsTrue("hostNetwork"));
        }

        foreach ((_, JsonObject volume) in spec.Objects("volumes"))
        {
            Volume(volume);
        }
    }

    /// <summary>The quality-of-service class: by whether every, some or no container states its CPU and memory.</summary>
    public static string QualityOfService(JsonObject spec)
    {
        List<JsonObject?> resources = [.. spec.Objects("containers").Concat(spec.Objects("initContainers")).Select(c => c.Item.Child("resources"))];
        if (!resources.Any(r => States(r, "requests") || States(r, "limits")))
        {
            return "BestEffort";
        }

        bool guaranteed = resources.All(r => Equal(r, "cpu") && Equal(r, "memory"));
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static bool States(JsonObject? resources, string list) => resources.Child(list) is { } given && (given.ContainsKey("cpu") || given.ContainsKey("memory"));

    private static bool Equal(JsonObject? resources, string name) =>
        resources.Child("limits")?[name] is { } limit && resources.Child("requests")?[name] is { } request && JsonNode.DeepEquals(limit, request);

    private static void AddToleration(JsonObject spec, string key)
    {
        bool tolerated = spec.Objects("tolerations").Any(t =>
            (t.Item.String("key") == key || string.IsNullOrEmpty(t.Item.String("key"))) && t.Item.String("effect") is null or "" or "NoExecute");
        if (tolerated)
        {
            return;
        }

        if (spec["tolerations"] is not JsonArray list)
        {
            list = [];
            spec["tolerations"] = list;
        }

        list.Add((JsonNode)new JsonObject { ["key"] = key, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 });
    }

    private static void Container(JsonObject container, bool template, bool hostNetwork)
    {
        Resources(container.Ensure("resources"), template);
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("imagePullPolicy", IsLatest(container.String("image") ?? "") ? "Always" : "IfNotPresent");
        foreach ((_, JsonObject port) in container.Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (hostNetwork && port["containerPort"] is { } number)
            {
                port.Default("hostPort", number.DeepClone());
            }
        }

        foreach ((_, JsonObject variable) in container.Objects("env"))
        {
            variable.Child("valueFrom").Child("fieldRef")?.Default("apiVersion", "v1");
        }

        HttpGet(container.Child("lifecycle").Child("postStart"));
        HttpGet(container.Child("lifecycle").Child("preStop"));
        foreach (string probe in Probes)
        {
            if (container.Child(probe) is { } given)
            {
                Probe(given);
            }
        }
    }

    /// <summary>Quantities in their shortest form, so that equal amounts are equal texts.</summary>
    internal static void Canonicalize(JsonObject? amounts)
    {
        foreach ((string name, JsonNode? amount) in amounts?.ToList() ?? [])
        {
            if (amount is JsonValue && Quantity.TryParse(amount.ToString(), out Quantity quantity))
            {
                amounts![name] = quantity.ToString(); // the loop runs over its members
            }
        }
    }

    // What is not asked for is taken from the limits, once there is a pod.
    private static void Resources(JsonObject resources, bool template)
    {
        Canonicalize(resources.Child("limits"));
        Canonicalize(resources.Child("requests"));
        foreach ((string name, JsonNode? limit) in resources.Child("limits") ?? [])
        {
            if (limit is not null && !template)
            {
                resources.Ensure("requests").Default(name, limit.DeepClone());
            }
        }
    }

    private static void HttpGet(JsonObject? handler)
    {
        if (handler.Child("httpGet") is { } get)
        {
            get.Default("path", "/");
            get.Default("scheme", "HTTP");
        }
    }

    private static void Probe(JsonObject probe)
    {
        HttpGet(probe);
        probe.Child("grpc")?.Default("service", "");
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
    }

    private static void Volume(JsonObject volume)
    {
        foreach (string source in (string[])["configMap", "secret", "projected", "downwardAPI"])
        {
            volume.Child(source)?.Default("defaultMode", ConfigFileMode);
        }

        DownwardFiles(volume.Child("downwardAPI"));
        foreach ((_, JsonObject projected) in volume.Child("projected").Objects("sources"))
        {
            DownwardFiles(projected.Child("downwardAPI"));
        }

        volume.Child("hostPath")?.Default("type", "");
        if (volume.All(m => m.Key == "name"))
        {
            volume["emptyDir"] = new JsonObject();
        }
    }

    private static void DownwardFiles(JsonObject? source)
    {
        foreach ((_, JsonObject file) in source.Objects("items"))
        {
            file.Child("fieldRef")?.Default("apiVersion", "v1");
        }
    }

    /// <summary>True for an image whose tag is missing or <c>latest</c> and that is not named by digest.</summary>
    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        int colon = image.LastIndexOf(':');
        return colon <= image.LastIndexOf('/') || image[(colon + 1)..] == "latest";
    }
}
