using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;

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
        foreach (string list in (string[])["initContainers", "containers"])
        {
            foreach ((int index, JsonObject container) in spec.Objects(list))
            {
                Container(container, $"{path}.{list}[{index}]", names, volumes, causes);
            }
        }

        causes.AddRange(CoreRules.OneOf(spec, "restartPolicy", path, "Always", "OnFailure", "Never"));
        causes.AddRange(CoreRules.OneOf(spec, "dnsPolicy", path, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));
        return causes;
    }

    /// <summary>The faults of a change: little of a pod may change once it exists.</summary>
    public static IEnumerable<StatusCause> Update(JsonObject value, JsonObject old)
    {
        var before = (JsonObject)old.DeepClone();
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
        foreach ((int index, JsonObject volume) in spec.Objects("volumes"))
        {
            string at = $"{path}.volumes[{index}]";
            string name = volume.String("name") ?? "";
            Name(name, at + ".name", names, causes);
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
        }

        return names;
    }

    private static void Container(JsonObject container, string path, HashSet<string> names, HashSet<string> volumes, List<StatusCause> causes)
    {
        Name(container.String("name") ?? "", path + ".name", names, causes);
        string image = container.String("image") ?? "";
        if (image.Length == 0)
        {
            causes.Add(StatusCause.Required(path + ".image", ""));
        }
        else if (image.Trim() != image)
        {
            causes.Add(StatusCause.Invalid(path + ".image", StatusCause.Quote(image), "must not have leading or trailing whitespace"));
        }

        Ports(container, path, causes);
        Mounts(container, path, volumes, causes);
        foreach ((int index, JsonObject variable) in container.Objects("env"))
        {
            if (string.IsNullOrEmpty(variable.String("name")))
            {
                causes.Add(StatusCause.Required($"{path}.env[{index}].name", ""));
            }
        }

        causes.AddRange(CoreRules.OneOf(container, "imagePullPolicy", path, "Always", "IfNotPresent", "Never"));
    }

    private static void Ports(JsonObject container, string path, List<StatusCause> causes)
    {
        HashSet<string> names = [];
        foreach ((int index, JsonObject port) in container.Objects("ports"))
        {
            string at = $"{path}.ports[{index}]";
            if (port.String("name") is { Length: > 0 } name)
            {
                if (name.Length > 15)
                {
                    causes.Add(StatusCause.Invalid(at + ".name", StatusCause.Quote(name), "must be no more than 15 characters"));
                }
                else if (!names.Add(name))
                {
                    causes.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {StatusCause.Quote(name)}", at + ".name"));
                }
            }

            long number = port.Integer("containerPort") ?? 0;
            causes.AddRange(number == 0 ? [StatusCause.Required(at + ".containerPort", "")] : CoreRules.Port(number, at + ".containerPort"));
            causes.AddRange(CoreRules.OneOf(port, "protocol", at, "SCTP", "TCP", "UDP"));
        }
    }

    private static void Mounts(JsonObject container, string path, HashSet<string> volumes, List<StatusCause> causes)
    {
        HashSet<string> taken = [];
        foreach ((int index, JsonObject mount) in container.Objects("volumeMounts"))
        {
            string at = $"{path}.volumeMounts[{index}]";
            string name = mount.String("name") ?? "";
            if (name.Length == 0)
            {
                causes.Add(StatusCause.Required(at + ".name", ""));
            }
            else if (!volumes.Contains(name))
            {
                causes.Add(new StatusCause("FieldValueNotFound", $"Not found: {StatusCause.Quote(name)}", at + ".name"));
            }

            string target = mount.String("mountPath") ?? "";
            if (target.Length == 0)
            {
                causes.Add(StatusCause.Required(at + ".mountPath", ""));
            }
            else if (!taken.Add(target))
            {
                causes.Add(StatusCause.Invalid(at + ".mountPath", StatusCause.Quote(target), "must be unique"));
            }
        }
    }

    private static void Name(string name, string path, HashSet<string> taken, List<StatusCause> causes)
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
