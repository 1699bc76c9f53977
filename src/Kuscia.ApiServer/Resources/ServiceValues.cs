using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>Cluster addresses and node ports of one or more Services.</summary>
internal sealed class ServiceValues
{
    /// <summary>Cluster addresses.</summary>
    public HashSet<string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>Node ports.</summary>
    public HashSet<long> Ports { get; } = [];

    /// <summary>What a Service has by its <c>spec</c>.</summary>
    public static ServiceValues Of(JsonObject spec)
    {
        ServiceValues values = new();
        using JsonDocument document = JsonDocument.Parse(JsonText.ToUtf8(spec));
        values.Add(document.RootElement);
        return values;
    }

    /// <summary>Adds what a stored Service has.</summary>
    public void Add(LogEntry service)
    {
        if (ResourceStore.Decode(service).Root.TryGetProperty("spec", out JsonElement spec))
        {
            Add(spec);
        }
    }

    /// <summary>True when a stored Service has something of this.</summary>
    public bool Overlap(LogEntry service)
    {
        ServiceValues other = new();
        other.Add(service);
        return Addresses.Overlaps(other.Addresses) || Ports.Overlaps(other.Ports);
    }

    private void Add(JsonElement spec)
    {
        if (spec.TryGetProperty("clusterIP", out JsonElement address) && address.GetString() is { Length: > 0 } text && text != "None")
        {
            Addresses.Add(text);
        }

        foreach (JsonElement port in spec.TryGetProperty("ports", out JsonElement list) ? list.EnumerateArray() : default)
        {
            if (port.TryGetProperty("nodePort", out JsonElement number))
            {
                Ports.Add(number.GetInt64());
            }
        }
    }
}
