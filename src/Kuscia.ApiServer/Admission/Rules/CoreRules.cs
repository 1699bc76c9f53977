using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of the Kubernetes kinds that this system relies on; what no part of it reads is not checked.</summary>
internal static class CoreRules
{
    /// <summary>The faults of an object, given the stored one for an update; <paramref name="ofNode"/> tells that a module of the node itself writes it.</summary>
    public static IEnumerable<StatusCause> Check(string kind, JsonObject value, JsonObject? old, bool ofNode) => kind switch
    {
        "Pod" => old is null ? PodRules.Spec(value.Child("spec"), "spec") : PodRules.Update(value, old),
        "Deployment" or "ReplicaSet" => WorkloadRules.Check(value, old),
        "DaemonSet" => WorkloadRules.Check(value, old),
        "StatefulSet" => WorkloadRules.StatefulSet(value, old),
        "Job" => WorkloadRules.Job(value, old),
        "CronJob" => WorkloadRules.CronJob(value),
        "Ingress" => IngressRules.Check(value),
        "PersistentVolumeClaim" => VolumeRules.Claim(value),
        "StorageClass" => VolumeRules.Class(value),
        "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" => UnservedRules.Webhooks(value),
        "ValidatingAdmissionPolicy" => UnservedRules.Policy(value),
        "Service" => ServiceRules.Check(value, old),
        "Endpoints" => ClusterRules.Endpoints(value),
        "EndpointSlice" => ClusterRules.Slice(value, old),
        "Node" => ClusterRules.Node(value),
        "ResourceQuota" => ClusterRules.Quota(value),
        "ConfigMap" => ConfigRules.ConfigMap(value, old, ofNode),
        "Secret" => ConfigRules.Secret(value, old),
        "Lease" => Lease(value),
        "Event" => Event(value),
        "Role" or "ClusterRole" => RbacRules.Role(value),
        "RoleBinding" or "ClusterRoleBinding" => RbacRules.Binding(value, old),
        _ => [],
    };

    /// <summary>A value that is not among the allowed ones; an absent value is no fault.</summary>
    internal static IEnumerable<StatusCause> OneOf(JsonObject? owner, string name, string path, params string[] allowed)
    {
        if (owner.String(name) is { } given && !allowed.Contains(given))
        {
            yield return StatusCause.NotSupported($"{path}.{name}", StatusCause.Quote(given), allowed);
        }
    }

    /// <summary>A number outside 1 to 65535.</summary>
    internal static IEnumerable<StatusCause> Port(long? port, string path)
    {
        if (port is < 1 or > 65535)
        {
            yield return StatusCause.Invalid(path, $"{port}", "must be between 1 and 65535, inclusive");
        }
    }

    /// <summary>A port given by number or by name.</summary>
    internal static IEnumerable<StatusCause> PortOrName(JsonNode? port, string path) => port is JsonValue value && value.TryGetValue(out string? name)
        ? NameFormats.NotPortName(name).Select(fault => StatusCause.Invalid(path, StatusCause.Quote(name), fault))
        : Port(port is JsonValue number ? JsonFields.ToInteger(number) : null, path);

    private static IEnumerable<StatusCause> Lease(JsonObject lease)
    {
        JsonObject? spec = lease.Child("spec");
        if (spec.Integer("leaseDurationSeconds") is <= 0 and var duration)
        {
            yield return StatusCause.Invalid("spec.leaseDurationSeconds", $"{duration}", "must be greater than 0");
        }

        if (spec.Integer("leaseTransitions") is < 0 and var transitions)
        {
            yield return StatusCause.Invalid("spec.leaseTransitions", $"{transitions}", "must be greater than or equal to 0");
        }
    }

    private static IEnumerable<StatusCause> Event(JsonObject value)
    {
        string given = value.Child("involvedObject").String("namespace") ?? "";
        string own = value.Child("metadata").String("namespace") ?? "";
        if (given != own && !(given.Length == 0 && own == "default"))
        {
            yield return StatusCause.Invalid("involvedObject.namespace", StatusCause.Quote(given), "does not match event.namespace");
        }
    }
}
