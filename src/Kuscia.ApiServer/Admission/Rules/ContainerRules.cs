using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of containers.</summary>
internal static class ContainerRules
{
    private static readonly string[] Fields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations", "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName",
        "spec.schedulerName", "spec.hostNetwork", "status.phase", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>Adds the faults of a container at a path; its name joins those taken.</summary>
    public static void Check(JsonObject container, string path, HashSet<string> names, HashSet<string> volumes, List<StatusCause> causes)
    {
        PodRules.Name(container.String("name") ?? "", path + ".name", names, causes);
        string image = container.String("image") ?? "";
        if (image.Length == 0)
        {
            causes.Add(StatusCause.Required(path + ".image", ""));
        }
        else if (image.Trim() != image)
        {
            causes.Add(StatusCause.Invalid(path + ".image", StatusCause.Quote(image), "must not have leading or trailing whitespace"));
        }

        PortRules.Check(container, path, causes);
        Mounts(container, path, volumes, causes);
        foreach ((int index, JsonObject variable) in container.Objects("env"))
        {
            Variable(variable, $"{path}.env[{index}]", causes);
        }

        ResourceRules.Check(container.Child("resources"), path + ".resources", causes);
        foreach (string probe in Probes)
        {
            if (container.Child(probe) is { } given)
            {
                ProbeRules.Check(given, $"{path}.{probe}", probe != "readinessProbe", causes);
            }
        }

        causes.AddRange(CoreRules.OneOf(container, "imagePullPolicy", path, "Always", "IfNotPresent", "Never"));
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

    private static void Variable(JsonObject variable, string path, List<StatusCause> causes)
    {
        if (variable.String("name") is { Length: > 0 } name)
        {
            causes.AddRange(NameFormats.NotVariableName(name).Select(fault => StatusCause.Invalid($"{path}.name", StatusCause.Quote(name), fault)));
        }
        else
        {
            causes.Add(StatusCause.Required($"{path}.name", ""));
        }

        if (variable.Child("valueFrom") is not { } source)
        {
            return;
        }

        if (!string.IsNullOrEmpty(variable.String("value")))
        {
            causes.Add(StatusCause.Invalid($"{path}.valueFrom", "\"\"", "may not be specified when `value` is not empty"));
        }

        if (source.Child("fieldRef").String("fieldPath") is { Length: > 0 } field && !IsField(field))
        {
            causes.Add(StatusCause.Invalid($"{path}.valueFrom.fieldRef.fieldPath", StatusCause.Quote(field), $"error converting fieldPath: field label not supported: {field}"));
        }

        if (!source.Any(m => m.Value is JsonObject))
        {
            causes.Add(StatusCause.Invalid($"{path}.valueFrom", "\"\"", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"));
        }
    }

    // Labels and annotations are named with their key in brackets.
    private static bool IsField(string path) => Fields.Contains(path)
        || ((path.StartsWith("metadata.labels['", StringComparison.Ordinal) || path.StartsWith("metadata.annotations['", StringComparison.Ordinal)) && path.EndsWith("']", StringComparison.Ordinal));
}
