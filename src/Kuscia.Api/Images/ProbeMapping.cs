using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Operations.Json;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Images;

/// <summary>Between the API's probe and that of Kubernetes, where a numeric port is a number.</summary>
internal static class ProbeMapping
{
    private static readonly string[] WithPorts = ["httpGet", "tcpSocket"];

    public static JsonElement? ToResource(Probe? probe)
    {
        if (probe is null)
        {
            return null;
        }

        JsonNode json = JsonNode.Parse(MessageWriter.Bytes(probe, JsonDialect.Kubernetes)) ?? throw new InvalidOperationException("a message is an object");
        foreach (JsonNode action in WithPorts.Select(name => json[name]).OfType<JsonNode>())
        {
            if (long.TryParse((string?)action["port"], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                action["port"] = number;
            }
        }

        using JsonDocument document = JsonDocument.Parse(json.ToJsonString());
        return document.RootElement.Clone();
    }

    /// <summary>Null when there is none, or one that this API has no words for.</summary>
    public static Probe? ToMessage(JsonElement? probe)
    {
        if (probe is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        JsonObject json = JsonObject.Create(element) ?? [];
        try
        {
            foreach (JsonObject action in WithPorts.Select(name => json[name]).OfType<JsonObject>())
            {
                if (action["port"] is JsonValue port && port.GetValueKind() == JsonValueKind.Number)
                {
                    action["port"] = port.ToJsonString();
                }
            }

            return RequestReader.Read<Probe>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
