using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of Services.</summary>
internal static class ServiceRules
{
    /// <summary>The faults of a service.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject service)
    {
        JsonObject? spec = service.Child("spec");
        string type = spec.String("type") ?? "ClusterIP";
        List<StatusCause> causes = [];
        List<(int Index, JsonObject Item)> ports = [.. spec.Objects("ports")];
        if (ports.Count == 0 && type != "ExternalName" && spec.String("clusterIP") != "None")
        {
            causes.Add(StatusCause.Required("spec.ports", ""));
        }

        if (type == "ExternalName" && string.IsNullOrEmpty(spec.String("externalName")))
        {
            causes.Add(StatusCause.Required("spec.externalName", ""));
        }

        HashSet<string> names = [];
        HashSet<(long, string)> numbers = [];
        foreach ((int index, JsonObject port) in ports)
        {
            Port(port, $"spec.ports[{index}]", ports.Count > 1, names, numbers, causes);
        }

        causes.AddRange(CoreRules.OneOf(spec, "type", "spec", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        causes.AddRange(CoreRules.OneOf(spec, "sessionAffinity", "spec", "ClientIP", "None"));
        return causes;
    }

    private static void Port(JsonObject port, string path, bool named, HashSet<string> names, HashSet<(long, string)> numbers, List<StatusCause> causes)
    {
        string name = port.String("name") ?? "";
        if (name.Length == 0 && named)
        {
            causes.Add(StatusCause.Required(path + ".name", ""));
        }
        else if (name.Length > 0)
        {
            causes.AddRange(NameFormats.NotLabel(name).Select(fault => StatusCause.Invalid(path + ".name", StatusCause.Quote(name), fault)));
            if (!names.Add(name))
            {
                causes.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {StatusCause.Quote(name)}", path + ".name"));
            }
        }

        causes.AddRange(CoreRules.Port(port.Integer("port") ?? 0, path + ".port"));
        causes.AddRange(CoreRules.Port(port.Integer("targetPort"), path + ".targetPort"));
        causes.AddRange(CoreRules.OneOf(port, "protocol", path, "SCTP", "TCP", "UDP"));
        string protocol = port.String("protocol") ?? "TCP";
        if (!numbers.Add((port.Integer("port") ?? 0, protocol)))
        {
            causes.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {protocol} port {port.Integer("port")}", path));
        }
    }
}
