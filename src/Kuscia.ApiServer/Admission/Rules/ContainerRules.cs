using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of containers.</summary>
internal static class ContainerRules
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Handlers = ["exec", "grpc", "httpGet", "tcpSocket"];

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

        Ports(container, path, causes);
        Mounts(container, path, volumes, causes);
        foreach ((int index, JsonObject variable) in container.Objects("env"))
        {
            Variable(variable, $"{path}.env[{index}]", causes);
        }

        Resources(container.Child("resources"), path + ".resources", causes);
        foreach (string probe in Probes)
        {
            if (container.Child(probe) is { } given)
            {
                Probe(given, $"{path}.{probe}", causes);
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

    private static void Variable(JsonObject variable, string path, List<StatusCause> causes)
    {
        if (string.IsNullOrEmpty(variable.String("name")))
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

        if (!source.Any(m => m.Value is JsonObject))
        {
            causes.Add(StatusCause.Invalid($"{path}.valueFrom", "\"\"", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"));
        }
    }

    private static void Resources(JsonObject? resources, string path, List<StatusCause> causes)
    {
        foreach (string list in (string[])["limits", "requests"])
        {
            foreach ((string name, JsonNode? amount) in resources.Child(list) ?? [])
            {
                if (Amount(amount) is { } quantity && quantity < Quantity.Zero)
                {
                    causes.Add(StatusCause.Invalid($"{path}.{list}[{name}]", StatusCause.Quote(quantity.ToString()), "must be greater than or equal to 0"));
                }
            }
        }

        foreach ((string name, JsonNode? node) in resources.Child("requests") ?? [])
        {
            if (Amount(node) is { } request && Amount(resources.Child("limits")?[name]) is { } limit && limit < request)
            {
                causes.Add(StatusCause.Invalid($"{path}.requests", StatusCause.Quote(request.ToString()), $"must be less than or equal to {name} limit"));
            }
        }
    }

    private static Quantity? Amount(JsonNode? node) => node is JsonValue && Quantity.TryParse(node.ToString(), out Quantity quantity) ? quantity : null;

    private static void Probe(JsonObject probe, string path, List<StatusCause> causes)
    {
        string[] given = [.. Handlers.Where(h => probe.Child(h) is not null)];
        if (given.Length == 0)
        {
            causes.Add(StatusCause.Required(path, "must specify a handler type"));
        }

        causes.AddRange(given.Skip(1).Select(handler => StatusCause.Forbidden($"{path}.{handler}", "may not specify more than 1 handler type")));
    }
}
