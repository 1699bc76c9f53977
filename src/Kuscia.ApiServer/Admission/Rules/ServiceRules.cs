using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of Services.</summary>
internal static class ServiceRules
{
    /// <summary>The faults of a service, given the stored one for an update.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject service, JsonObject? old)
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

        Address(spec, old?.Child("spec"), causes);
        causes.AddRange(CoreRules.OneOf(spec, "type", "spec", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
        causes.AddRange(CoreRules.OneOf(spec, "sessionAffinity", "spec", "ClientIP", "None"));
        return causes;
    }

    private static void Address(JsonObject? spec, JsonObject? old, List<StatusCause> causes)
    {
        if (spec.String("clusterIP") is not { Length: > 0 } address)
        {
            return;
        }

        if (address != "None" && !IPAddress.TryParse(address, out _))
        {
            causes.Add(StatusCause.Invalid("spec.clusterIPs[0]", StatusCause.Quote(address), "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
        }

        if (old.String("clusterIP") is { Length: > 0 } before && before != address && old.String("type") != "ExternalName" && spec.String("type") != "ExternalName")
        {
            causes.Add(StatusCause.Invalid("spec.clusterIPs[0]", GoText.Texts([address]), "may not change once set"));
        }
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
        causes.AddRange(CoreRules.PortOrName(port["targetPort"], path + ".targetPort"));
        causes.AddRange(CoreRules.OneOf(port, "protocol", path, "SCTP", "TCP", "UDP"));
        string protocol = port.String("protocol") ?? "TCP";
        if (!numbers.Add((port.Integer("port") ?? 0, protocol)))
        {
            causes.Add(new StatusCause("FieldValueDuplicate", $"Duplicate value: {GoText.ServicePort(protocol, port.Integer("port") ?? 0)}", path));
        }
    }
}
