using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Grpc.Net.Client;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>Plays scenarios on a node and tells what differs.</summary>
internal sealed partial class ScenarioPlayer(RecordedNode node) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, GrpcChannel> _channels = [];

    public void Dispose()
    {
        _http.Dispose();
        foreach (GrpcChannel channel in _channels.Values)
        {
            channel.Dispose();
        }
    }

    /// <summary>What differs in a scenario; nothing when it agrees whole.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(RecordedScenario scenario)
    {
        await node.Store.ClearAsync();
        JsonNode? setup = scenario.Json["setup"];
        node.Logs.Files = (setup?["files"]?.AsObject() ?? []).ToDictionary(f => f.Key, f => f.Value!.GetValue<string>());
        await PlaceAsync(setup?["files"]);
        await ApplyAsync(setup?["objects"]);
        List<string> faults = [];
        string last = "";
        foreach (JsonNode step in scenario.Steps)
        {
            if (step["wait_ms"] is { } pause)
            {
                await Task.Delay(pause.GetValue<int>());
            }

            await ApplyAsync(step["apply"]);
            foreach (JsonNode gone in (step["delete"]?.AsArray() ?? []).OfType<JsonNode>())
            {
                await node.Store.DeleteAsync(gone);
            }

            if (step["call"] is { } call)
            {
                node.GatewayFault = call["gateway"]?.GetValue<string>();
                (IReadOnlyList<string> found, last) = await CallAsync(call["port"]?.GetValue<string>() ?? scenario.Port, step, last);
                faults.AddRange(found);
                faults.AddRange(await LeftAsync(step["objects"]));
            }
        }

        return faults;
    }

    private Task<(IReadOnlyList<string> Faults, string Body)> CallAsync(string port, JsonNode step, string last)
    {
        if (step["call"]!["grpc"] is null)
        {
            return HttpCall.PlayAsync(_http, node.HttpAddress(port), step, text => Fill(text, last));
        }

        if (!_channels.TryGetValue(port, out GrpcChannel? channel))
        {
            channel = _channels[port] = node.Channel(port);
        }

        return GrpcCall.PlayAsync(channel, step, text => Fill(text, last));
    }

    private string Fill(string text, string last) => text
        .Replace("{{token}}", "", StringComparison.Ordinal)
        .Replace("{{root}}", node.Root, StringComparison.Ordinal)
        .Replace("{{last.data.next_page_token}}", PageToken().Match(last).Groups[1].Value, StringComparison.Ordinal);

    private async Task ApplyAsync(JsonNode? objects)
    {
        foreach (JsonNode value in (objects?.AsArray() ?? []).OfType<JsonNode>())
        {
            await node.Store.ApplyAsync(value);
        }
    }

    private async Task PlaceAsync(JsonNode? files)
    {
        foreach ((string path, JsonNode? text) in files?.AsObject() ?? [])
        {
            string place = Path.Combine(node.Root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(place) ?? "/");
            await File.WriteAllTextAsync(place, text!.GetValue<string>());
        }
    }

    // Of labels and annotations only the recorded ones count.
    private async Task<IReadOnlyList<string>> LeftAsync(JsonNode? objects)
    {
        List<string> faults = [];
        foreach (JsonNode wanted in (objects?.AsArray() ?? []).OfType<JsonNode>())
        {
            JsonNode metadata = wanted["metadata"] ?? wanted;
            string name = $"{wanted["kind"]} {metadata["name"]}";
            JsonObject? found = await node.Store.FindAsync(wanted);
            bool isAbsent = wanted["absent"] is not null;
            if (isAbsent || found is null)
            {
                faults.AddRange(isAbsent == found is null ? [] : [$"{name}: {(found is null ? "is missing" : "is still there")}"]);
                continue;
            }

            foreach (string part in (string[])["spec", "data"])
            {
                faults.AddRange(wanted[part] is { } recorded ? Comparison.Of(recorded, found[part] ?? new JsonObject(), $"{name}: {part}") : []);
            }

            foreach (string part in (string[])["labels", "annotations"])
            {
                faults.AddRange((metadata[part]?.AsObject() ?? []).SelectMany(m => Comparison.Of(m.Value, found["metadata"]?[part]?[m.Key] ?? "(absent)", $"{name}: {part}.{m.Key}")));
            }
        }

        return faults;
    }

    [GeneratedRegex("\"next_page_token\": *\"([^\"]*)")]
    private static partial Regex PageToken();
}
