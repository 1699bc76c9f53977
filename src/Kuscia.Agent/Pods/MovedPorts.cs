using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Writes ports that a node gave to a pod into what the runtime starts: its ports, and the variables that tell them.</summary>
internal static class MovedPorts
{
    private const string AllocatedPorts = "ALLOCATED_PORTS";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The variable that tells an engine the number of a port.</summary>
    public static string Variable(string? port) => $"KUSCIA_PORT_{(port ?? "").ToUpperInvariant().Replace('-', '_')}_NUMBER";

    /// <summary>The pod with those ports.</summary>
    /// <param name="pod">The object as it is stored.</param>
    /// <param name="moved">Numbers by name.</param>
    public static Pod Apply(Pod pod, IReadOnlyDictionary<string, int> moved) =>
        moved.Count == 0 || pod.Spec is null ? pod : pod with { Spec = pod.Spec with { Containers = [.. (pod.Spec.Containers ?? []).Select(c => Apply(c, moved))] } };

    private static Container Apply(Container container, IReadOnlyDictionary<string, int> moved)
    {
        Dictionary<string, int> variables = moved.ToDictionary(m => Variable(m.Key), m => m.Value);
        return container with
        {
            Ports = container.Ports is null ? null : [.. container.Ports.Select(p => moved.TryGetValue(p.Name ?? "", out int number) ? p with { Number = number } : p)],
            Env = container.Env is null ? null : [.. container.Env.Select(e => Apply(e, variables, moved))],
        };
    }

    private static EnvVar Apply(EnvVar variable, Dictionary<string, int> variables, IReadOnlyDictionary<string, int> moved) =>
        variables.TryGetValue(variable.Name, out int number) ? variable with { Value = number.ToString(CultureInfo.InvariantCulture) }
        : variable.Name == AllocatedPorts ? variable with { Value = Rewritten(variable.Value, moved) }
        : variable;

    private static string? Rewritten(string? text, IReadOnlyDictionary<string, int> moved)
    {
        JsonNode? value;
        try
        {
            value = JsonNode.Parse(text ?? "");
        }
        catch (JsonException)
        {
            return text;
        }

        foreach (JsonObject port in (value?["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (port["name"]?.ToString() is { } name && moved.TryGetValue(name, out int number))
            {
                port["port"] = number;
            }
        }

        return value?.ToJsonString(Plain);
    }
}
