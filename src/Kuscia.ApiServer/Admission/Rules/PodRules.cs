using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of pods and pod templates.</summary>
internal static class PodRules
{
    private static readonly string[] Changeable = ["activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations"];

    /// <summary>The faults of a pod spec at a path.</summary>
    public static IEnumerable<StatusCause> Spec(JsonObject? spec, string path)
    {
        List<StatusCause> causes = [];
        HashSet<string> volumes = Volumes(spec, path, causes);
        if (!spec.Objects("containers").Any())
        {
            causes.Add(StatusCause.Required($"{path}.containers", ""));
        }

        HashSet<string> names = [];
        HashSet<string> hostPorts = [];
        foreach (string list in (string[])["containers", "initContainers"])
        {
            foreach ((int index, JsonObject container) in spec.Objects(list))
            {
                ContainerRules.Check(container, $"{path}.{list}[{index}]", names, volumes, causes);
                PortRules.HostPorts(container, $"{path}.{list}[{index}]", spec.IsTrue("hostNetwork"), hostPorts, causes);
            }
        }

        causes.AddRange(CoreRules.OneOf(spec, "restartPolicy", path, "Always", "OnFailure", "Never"));
        if (spec.String("dnsPolicy") == "None" && spec.Child("dnsConfig") is null)
        {
            causes.Add(StatusCause.Required($"{path}.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None"));
        }

        causes.AddRange(CoreRules.OneOf(spec, "dnsPolicy", path, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));
        PlacementRules.Check(spec, path, causes);
        return causes;
    }

    /// <summary>The faults of a change: little of a pod may change once it exists.</summary>
    public static IEnumerable<StatusCause> Update(JsonObject value, JsonObject old)
    {
        if (value.Child("spec").Integer("activeDeadlineSeconds") is long deadline && old.Child("spec").Integer("activeDeadlineSeconds") < deadline)
        {
            yield return StatusCause.Invalid("spec.activeDeadlineSeconds", $"{deadline}", "must be less than or equal to previous value");
        }

        JsonObject before = (JsonObject)old.DeepClone();
        CoreDefaults.Apply("Pod", before, created: false);
        if (!JsonNode.DeepEquals(Fixed(value), Fixed(before)))
        {
            yield return StatusCause.Forbidden("spec", "pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, "
                + "`spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing tolerations) or `spec.terminationGracePeriodSeconds` "
                + "(allow it to be set to 1 if it was previously negative)");
        }
    }

    private static JsonObject? Fixed(JsonObject pod)
    {
        if (pod.Child("spec")?.DeepClone() is not JsonObject spec)
        {
            return null;
        }

        foreach (string member in Changeable)
        {
            spec.Remove(member);
        }

        foreach ((_, JsonObject container) in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            container.Remove("image");
        }

        return spec;
    }

    private static HashSet<string> Volumes(JsonObject? spec, string path, List<StatusCause> causes)
    {
        HashSet<string> names = [];
        HashSet<string> usable = [];
        foreach ((int index, JsonObject volume) in spec.Objects("volumes"))
        {
            string at = $"{path}.volumes[{index}]";
            int before = causes.Count;
            string name = volume.String("name") ?? "";
            Name(name, at + ".name", names, causes);
            string[] sources = [.. volume.Where(m => m.Key != "name" && m.Value is JsonObject).Select(m => m.Key)];
            causes.AddRange(sources.Skip(1).Select(source => StatusCause.Forbidden($"{at}.{source}", "may not specify more than 1 volume type")));
            if (volume.Child("configMap") is { } map && string.IsNullOrEmpty(map.String("name")))
            {
                causes.Add(StatusCause.Required(at + ".configMap.name", ""));
            }

            if (volume.Child("secret") is { } secret && string.IsNullOrEmpty(secret.String("secretName")))
            {
                causes.Add(StatusCause.Required(at + ".secret.secretName", ""));
            }

            if (volume.Child("hostPath").String("path") is { } host && host.Split('/').Contains(".."))
            {
                causes.Add(StatusCause.Invalid(at + ".hostPath.path", StatusCause.Quote(host), "must not contain '..'"));
            }

            if (causes.Count == before)
            {
                usable.Add(name);
            }
        }

        return usable;
    }

    /// <summary>A name that is missing, malformed or taken.</summary>
    internal static void Name(string name, string path, HashSet<string> taken, List<StatusCause> causes)
    {
        if (name.Length == 0)
        {
            causes.Add(StatusCause.Required(path, ""));
            return;
        }

        causes.AddRange(NameFormats.NotLabel(name).Select(fault => StatusCause.Invalid(path, StatusCause.Quote(name), fault)));
        if (!taken.Add(name))
        {
            causes.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {StatusCause.Quote(name)}", path));
        }
    }
}
