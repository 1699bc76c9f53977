using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of container ports.</summary>
internal static class PortRules
{
    /// <summary>Adds the faults of the ports of a container.</summary>
    public static void Check(JsonObject container, string path, List<StatusCause> causes)
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

    /// <summary>Adds the faults of ports of the host: each may be taken once, and on the host's own network they are the ports of the container.</summary>
    public static void HostPorts(JsonObject container, string path, bool hostNetwork, HashSet<string> taken, List<StatusCause> causes)
    {
        foreach ((int index, JsonObject port) in container.Objects("ports"))
        {
            if (port.Integer("hostPort") is not (> 0 and var number))
            {
                continue;
            }

            string key = $"{port.String("protocol") ?? "TCP"}/{port.String("hostIP")}/{number}";
            if (!taken.Add(key))
            {
                causes.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {StatusCause.Quote(key)}", $"{path}.ports[{index}].hostPort"));
            }

            if (hostNetwork && port.Integer("containerPort") is long inner && inner != number)
            {
                causes.Add(StatusCause.Invalid($"{path}.ports[{index}].containerPort", $"{inner}", "must match `hostPort` when `hostNetwork` is true"));
            }
        }
    }
}
