using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Api.Messages;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Images;

/// <summary>Between the API's probe and that of Kubernetes, where a numeric port is a number.</summary>
internal static class ProbeMapping
{
    private static readonly JsonTypeInfo<ProbeMessage> Kubernetes =
        (JsonTypeInfo<ProbeMessage>)ZeroValues.Omitting(KubernetesProbeContext.Default, JsonNamingPolicy.CamelCase).GetTypeInfo(typeof(ProbeMessage));

    public static JsonElement? ToResource(ProbeMessage? probe)
    {
        if (probe is null)
        {
            return null;
        }

        JsonObject json = JsonSerializer.SerializeToNode(probe, Kubernetes)?.AsObject() ?? [];
        AsNumber(json["httpGet"] as JsonObject, "port");
        AsNumber(json["tcpSocket"] as JsonObject, "port");
        AsNumber(json, "terminationGracePeriodSeconds");
        using JsonDocument document = JsonDocument.Parse(json.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>Null when there is none, or one that this API has no words for.</summary>
    public static ProbeMessage? ToMessage(JsonElement? probe)
    {
        try
        {
            return probe is { ValueKind: JsonValueKind.Object } element ? element.Deserialize(Kubernetes) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AsNumber(JsonObject? members, string name)
    {
        if (members?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            && long.TryParse(value.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            members[name] = number;
        }
    }
}
