using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Gateway.Handshake;

/// <summary>The staged conditions of a DomainRoute as the source's gateway sees them.</summary>
internal static class RouteConditions
{
    public const string HeartbeatType = "Heartbeat";

    /// <summary>False: the route asks for something that this gateway does not do and is out of force.</summary>
    public const string SupportedType = "Supported";

    private static readonly ConnectStage[] Stages = Enum.GetValues<ConnectStage>();

    /// <summary>Conditions for a route that works up to the failed stage (all of it when there is none).</summary>
    public static IReadOnlyList<Condition> Of(IReadOnlyList<Condition>? before, RouteFailure? failure, DateTimeOffset? nextAttempt, DateTimeOffset now)
    {
        List<Condition> conditions = [];
        foreach (ConnectStage stage in Stages)
        {
            (string status, string reason, string message) = failure is null || stage < failure.Stage ? ("True", "Succeeded", "")
                : stage > failure.Stage ? ("Unknown", "NotReached", $"waits for {failure.Stage}")
                : ("False", failure.Reason, WithNext(failure.Message, nextAttempt));
            conditions.Add(Made(before, stage.ToString(), status, reason, message, now));
        }

        return conditions;
    }

    /// <summary>Status patch that puts a route out of force with this fault; null when it says so already.</summary>
    public static JsonObject? Unsupported(IReadOnlyList<Condition>? before, string fault, DateTimeOffset now)
    {
        Condition verdict = Made(before, SupportedType, "False", "NotSupported", fault, now);
        return Same(before, [verdict]) ? null : new JsonObject { ["conditions"] = ToJson([verdict]) };
    }

    /// <summary>One condition; its transition time stays while its status stays.</summary>
    public static Condition Made(IReadOnlyList<Condition>? before, string type, string status, string reason, string message, DateTimeOffset now)
    {
        Condition? old = before?.FirstOrDefault(c => c.Type == type);
        return new Condition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = old?.Status == status ? old.LastTransitionTime : now,
        };
    }

    /// <summary>Whether nothing a reader cares about differs.</summary>
    public static bool Same(IReadOnlyList<Condition>? before, IReadOnlyList<Condition> after) =>
        before is not null && before.Count == after.Count
        && before.Zip(after).All(p => p.First.Type == p.Second.Type && p.First.Status == p.Second.Status
            && p.First.Reason == p.Second.Reason && (p.First.Message ?? "") == (p.Second.Message ?? ""));

    public static JsonArray ToJson(IReadOnlyList<Condition> conditions) => [.. conditions.Select(c => (JsonNode)new JsonObject
    {
        ["type"] = c.Type,
        ["status"] = c.Status,
        ["reason"] = c.Reason,
        ["message"] = c.Message,
        ["lastTransitionTime"] = c.LastTransitionTime is { } time ? KubernetesTimeConverter.ToText(time) : null,
    })];

    private static string WithNext(string message, DateTimeOffset? next) =>
        next is { } time ? string.Create(CultureInfo.InvariantCulture, $"{message}; next attempt at {KubernetesTimeConverter.ToText(time)}") : message;
}
