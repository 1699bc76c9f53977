using System.Globalization;
using System.Text.Json;
using static Kuscia.ApiServer.Tables.CommonCells;

namespace Kuscia.ApiServer.Tables;

/// <summary>Cells of the kinds that are stored for charts and programs of other makers.</summary>
internal static class ClusterCells
{
    private const string None = "<none>";
    private const string Unset = "<unset>";

    /// <summary>The renderer of a kind, or null.</summary>
    public static Func<JsonElement, DateTimeOffset, IReadOnlyList<object?>>? For(string kind) => kind switch
    {
        "LimitRange" => (o, _) => [Name(o), o.Text("metadata", "creationTimestamp")],
        "ControllerRevision" => (o, now) => [Name(o), Owner(o), o.Number("revision"), Age(o, now)],
        "HorizontalPodAutoscaler" => Scaler,
        "PodDisruptionBudget" => (o, now) => [Name(o), Plain(o.At("spec", "minAvailable"), "N/A"), Plain(o.At("spec", "maxUnavailable"), "N/A"), o.Number("status", "disruptionsAllowed"), Age(o, now)],
        "NetworkPolicy" => (o, now) => [Name(o), SelectorText.OfSelector(o.At("spec", "podSelector")), Age(o, now)],
        "IPAddress" => (o, now) => [Name(o), Parent(o), Age(o, now)],
        "ServiceCIDR" => (o, now) => [Name(o), string.Join(",", o.Items("spec", "cidrs").Select(c => c.ToString())), Age(o, now)],
        "CSIDriver" => Driver,
        "CSINode" => (o, now) => [Name(o), (long)o.Items("spec", "drivers").Count, Age(o, now)],
        "CSIStorageCapacity" => (o, _) => [Name(o), o.Text("storageClassName"), Plain(o.At("capacity"), Unset)],
        "VolumeAttachment" => (o, now) =>
            [Name(o), o.Text("spec", "attacher"), o.Text("spec", "source", "persistentVolumeName"), o.Text("spec", "nodeName"), o.Flag("status", "attached"), Age(o, now)],
        "PriorityClass" => (o, now) => [Name(o), o.Number("value"), o.Flag("globalDefault"), Age(o, now), PodCells.OrNone(o.Text("preemptionPolicy"))],
        "RuntimeClass" => (o, now) => [Name(o), o.Text("handler"), Age(o, now)],
        "CertificateSigningRequest" => SigningRequest,
        "FlowSchema" => FlowSchema,
        "PriorityLevelConfiguration" => PriorityLevel,
        "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" => (o, now) => [Name(o), (long)o.Items("webhooks").Count, Age(o, now)],
        "ValidatingAdmissionPolicy" => (o, now) => [Name(o), (long)o.Items("spec", "validations").Count, Kind(o.At("spec", "paramKind")), Age(o, now)],
        "ValidatingAdmissionPolicyBinding" => (o, now) => [Name(o), o.Text("spec", "policyName"), o.Text("spec", "paramRef", "name") is { Length: > 0 } name ? name : Unset, Age(o, now)],
        "APIService" => Service,
        _ => null,
    };

    private static string Plain(JsonElement? value, string otherwise) => value?.ToString() is { Length: > 0 } text ? text : otherwise;

    private static string Owner(JsonElement o) =>
        o.Items("metadata", "ownerReferences").Where(r => r.Flag("controller")).Select(r => $"{Qualified(r)}/{r.Text("name")}").FirstOrDefault(None);

    private static string Qualified(JsonElement owner)
    {
        string[] version = owner.Text("apiVersion").Split('/');
#pragma warning disable CA1308 // kubectl shows the kind in lower case
        string kind = owner.Text("kind").ToLowerInvariant();
#pragma warning restore CA1308
        return version.Length > 1 ? $"{kind}.{version[0]}" : kind;
    }

    private static string Parent(JsonElement o)
    {
        string[] parts = [o.Text("spec", "parentRef", "resource"), o.Text("spec", "parentRef", "namespace"), o.Text("spec", "parentRef", "name")];
        return PodCells.OrNone(string.Join("/", parts.Where(p => p.Length > 0)));
    }

    private static string Kind(JsonElement? kind) => kind is { } given ? $"{given.Text("apiVersion")}/{given.Text("kind")}" : Unset;

    private static IReadOnlyList<object?> Scaler(JsonElement o, DateTimeOffset now) =>
    [
        Name(o),
        $"{o.Text("spec", "scaleTargetRef", "kind")}/{o.Text("spec", "scaleTargetRef", "name")}",
        Targets(o),
        Plain(o.At("spec", "minReplicas"), Unset),
        o.Number("spec", "maxReplicas").ToString(CultureInfo.InvariantCulture),
        o.Number("status", "currentReplicas").ToString(CultureInfo.InvariantCulture),
        Age(o, now),
    ];

    private static string Targets(JsonElement o)
    {
        if (o.At("spec", "targetCPUUtilizationPercentage") is { } percent)
        {
            return $"cpu: {Plain(o.At("status", "currentCPUUtilizationPercentage"), "<unknown>")}/{percent}%";
        }

        string[] targets = [.. o.Items("spec", "metrics").Select(Target)];
        return targets.Length == 0 ? None : string.Join(", ", targets);
    }

    private static string Target(JsonElement metric)
    {
        string name = metric.Text("resource", "name");
        return metric.At("resource", "target", "averageUtilization") is { } percent ? $"{name}: <unknown>/{percent}%"
            : $"<unknown>/{Plain(metric.At("resource", "target", "averageValue"), "<auto>")}";
    }

    private static IReadOnlyList<object?> Driver(JsonElement o, DateTimeOffset now) =>
    [
        Name(o),
        o.Flag("spec", "attachRequired"),
        o.Flag("spec", "podInfoOnMount"),
        o.Flag("spec", "storageCapacity"),
        o.Items("spec", "tokenRequests") is { Count: > 0 } tokens ? string.Join(",", tokens.Select(t => t.Text("audience"))) : Unset,
        o.Flag("spec", "requiresRepublish"),
        PodCells.OrNone(string.Join(",", o.Items("spec", "volumeLifecycleModes").Select(m => m.ToString()))),
        Age(o, now),
    ];

    private static IReadOnlyList<object?> SigningRequest(JsonElement o, DateTimeOffset now)
    {
        string[] states = [.. o.Items("status", "conditions").Select(c => c.Text("type")).Distinct()];
        string state = states.Length == 0 ? "Pending" : string.Join(",", states);
        return
        [
            Name(o),
            Age(o, now),
            PodCells.OrNone(o.Text("spec", "signerName")),
            o.Text("spec", "username"),
            o.At("spec", "expirationSeconds") is null ? None : HumanDuration.Format(TimeSpan.FromSeconds(o.Number("spec", "expirationSeconds"))),
            o.Text("status", "certificate").Length > 0 ? state + ",Issued" : state,
        ];
    }

    private static IReadOnlyList<object?> FlowSchema(JsonElement o, DateTimeOffset now) =>
    [
        Name(o), o.Text("spec", "priorityLevelConfiguration", "name"), o.Number("spec", "matchingPrecedence"), PodCells.OrNone(o.Text("spec", "distinguisherMethod", "type")), Age(o, now),
        o.Items("status", "conditions").Where(c => c.Text("type") == "Dangling").Select(c => c.Text("status")).FirstOrDefault("?"),
    ];

    private static IReadOnlyList<object?> PriorityLevel(JsonElement o, DateTimeOffset now)
    {
        JsonElement? queues = o.At("spec", "limited", "limitResponse", "queuing");
        object Of(string member) => queues is { } given ? given.Number(member) : None;
        object shares = o.At("spec", "limited", "nominalConcurrencyShares") is null ? None : o.Number("spec", "limited", "nominalConcurrencyShares");
        return [Name(o), o.Text("spec", "type"), shares, Of("queues"), Of("handSize"), Of("queueLengthLimit"), Age(o, now)];
    }

    private static IReadOnlyList<object?> Service(JsonElement o, DateTimeOffset now)
    {
        string service = o.At("spec", "service") is { } given ? $"{given.Text("namespace")}/{given.Text("name")}" : "Local";
        JsonElement[] states = [.. o.Items("status", "conditions").Where(c => c.Text("type") == "Available")];
        string available = states is [{ } state, ..] ? state.Text("status") == "True" ? "True" : $"{state.Text("status")} ({state.Text("reason")})" : "Unknown";
        return [Name(o), service, available, Age(o, now)];
    }
}
