using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Http;

/// <summary>Plays a recorded scenario against a server and notes every step that differs.</summary>
internal sealed class VectorScenario(TestServer server, JsonObject scenario, JsonObject notFollowed) : IAsyncDisposable
{
    private static readonly string[] CheckedHeaders = ["content-type", "warning", "retry-after"];
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);
    private readonly VectorMatch _match = new();
    private readonly Dictionary<string, VectorWatch> _watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HttpClient> _users = new(StringComparer.Ordinal) { [""] = server.Admin, ["anonymous"] = server.Anonymous };
    private string _token = "";

    /// <summary>Step number and difference of all steps that differ.</summary>
    public async Task<IReadOnlyList<(int Step, string Difference)>> PlayAsync()
    {
        List<(int, string)> differences = new();
        JsonArray steps = scenario["steps"]!.AsArray();
        for (int i = 0; i < steps.Count; i++)
        {
            JsonObject step = steps[i]!.AsObject();

            // What a watch does not tell need not be waited for.
            if (notFollowed.ContainsKey($"{i}") && step["op"]!.GetValue<string>() is "watch-events" or "watch-end")
            {
                continue;
            }

            string? difference = step["op"]!.GetValue<string>() switch
            {
                "request" when HasControllers && step["method"]!.GetValue<string>() == "GET" => await ReadUntilAsync(step),
                "request" => await RequestAsync(step),
                "watch-open" => await OpenAsync(step),
                "watch-events" => await EventsAsync(step),
                "watch-end" => await EndAsync(step),
                _ => await NoteAsync(step),
            };
            if (difference is not null)
            {
                differences.Add((i, difference));
            }
        }

        return differences;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (VectorWatch watch in _watches.Values)
        {
            await watch.DisposeAsync();
        }
    }

    // The recording was made after the controllers had settled; ours may still be at work.
    private bool HasControllers => scenario["server"]!.GetValue<string>() != "1.25";

    private async Task<string?> ReadUntilAsync(JsonObject step)
    {
        IReadOnlyDictionary<string, string> known = _match.Known();
        long begin = TimeProvider.System.GetTimestamp();
        string? difference;
        while ((difference = await RequestAsync(step)) is not null && TimeProvider.System.GetElapsedTime(begin) < Settled)
        {
            _match.Return(known);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return difference;
    }

    private async Task<string?> RequestAsync(JsonObject step)
    {
        using HttpRequestMessage request = Request(step);
        using HttpResponseMessage answer = await User(step).SendAsync(request);
        byte[] content = await answer.Content.ReadAsByteArrayAsync();
        string text = Encoding.UTF8.GetString(content);
        if ((int)answer.StatusCode != step["status"]!.GetValue<int>())
        {
            return $"status {(int)answer.StatusCode} instead of {step["status"]}: {Cut(text)}";
        }

        JsonNode? body = text.StartsWith('{') ? JsonText.Parse(content) : null;
        Remember(body);
        return Headers(step, answer) ?? Body(step, text, body);
    }

    private string? Headers(JsonObject step, HttpResponseMessage answer)
    {
        foreach (string name in CheckedHeaders)
        {
            if (step["responseHeaders"]?[name] is JsonNode recorded)
            {
                string expected = recorded is JsonArray several ? string.Join(", ", several.Select(v => v!.GetValue<string>())) : recorded.GetValue<string>();
                string actual = answer.Headers.TryGetValues(name, out IEnumerable<string>? values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";
                if (!_match.MatchText(expected, actual))
                {
                    return $"header {name}: expected {expected}, got {actual}";
                }
            }
        }

        return null;
    }

    private string? Body(JsonObject step, string text, JsonNode? body)
    {
        if (step["responseItems"] is JsonArray names)
        {
            string expected = string.Join(' ', names.Select(n => n!.GetValue<string>()).Order(StringComparer.Ordinal));
            string actual = string.Join(' ', body!["items"]!.AsArray().Select(n => n!["metadata"]!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal));
            return expected == actual ? null : $"items: expected {expected}, got {actual}";
        }

        return step["responseBody"] switch
        {
            JsonObject recorded => _match.Differ(recorded, body ?? text),
            _ => null,
        };
    }

    private async Task<string?> OpenAsync(JsonObject step)
    {
        using HttpRequestMessage request = Request(step);
        HttpResponseMessage answer = await User(step).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        _watches[step["watch"]!.GetValue<string>()] = new VectorWatch(answer);
        return (int)answer.StatusCode == step["status"]!.GetValue<int>() ? null : $"status {(int)answer.StatusCode} instead of {step["status"]}";
    }

    private async Task<string?> EventsAsync(JsonObject step)
    {
        VectorWatch watch = _watches[step["watch"]!.GetValue<string>()];
        foreach (JsonNode? expected in step["events"]!.AsArray())
        {
            JsonNode? actual = await watch.NextAsync();
            if (expected is JsonObject && _match.Differ(expected, actual) is string difference)
            {
                return difference;
            }
        }

        return null;
    }

    private async Task<string?> EndAsync(JsonObject step)
    {
        VectorWatch watch = _watches[step["watch"]!.GetValue<string>()];
        return step["by"]?.GetValue<string>() == "server" && await watch.NextAsync() is JsonNode more ? $"the server should have ended the watch, got {more.ToJsonString()}" : null;
    }

    private async Task<string?> NoteAsync(JsonObject step)
    {
        if (step["note"]?.GetValue<string>().Contains("compacted", StringComparison.Ordinal) == true)
        {
            await server.Module.Verbs.Store.Log.CompactAsync(long.MaxValue, CancellationToken.None);
        }

        return null;
    }

    private HttpRequestMessage Request(JsonObject step)
    {
        // Step and scenario may name texts that only the recording knew.
        HttpRequestMessage request = new(new HttpMethod(step["method"]!.GetValue<string>()), _match.Fill(step["path"]!.GetValue<string>()));
        JsonObject headers = step["headers"] as JsonObject ?? [];

        // The recording server calls a client without a name "unknown"; ours keeps no record of fields for such a client.
        if (!headers.ContainsKey("User-Agent"))
        {
            request.Headers.TryAddWithoutValidation("User-Agent", "unknown");
        }

        if (step["body"] is JsonNode body)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(_match.Fill(BodyText(step, body))));
        }

        foreach ((string name, JsonNode? value) in headers)
        {
            string text = value!.GetValueKind() == System.Text.Json.JsonValueKind.Array ? string.Join(", ", value.AsArray().Select(v => v!.GetValue<string>())) : value.GetValue<string>();
            if (name == "Content-Type")
            {
                request.Content?.Headers.TryAddWithoutValidation(name, text);
                continue;
            }

            request.Headers.TryAddWithoutValidation(name, text);
        }

        return request;
    }

    private static string BodyText(JsonObject step, JsonNode body)
    {
        if (body is JsonValue text)
        {
            return text.GetValue<string>();
        }

        JsonNode whole = body.DeepClone();
        if (step["bodyRepeat"] is JsonObject repeat)
        {
            string[] path = repeat["pointer"]!.GetValue<string>().TrimStart('/').Split('/');
            JsonNode parent = path[..^1].Aggregate(whole, (at, name) => at[name]!);
            parent[path[^1]] = string.Concat(Enumerable.Repeat(repeat["text"]!.GetValue<string>(), repeat["count"]!.GetValue<int>()));
        }

        return JsonText.ToText(whole);
    }

    private HttpClient User(JsonObject step)
    {
        string name = step["user"]?.GetValue<string>() ?? "";
        if (!_users.TryGetValue(name, out HttpClient? client))
        {
            client = name switch
            {
                "alice" => server.As("alice", "dev"),
                "bad" => server.WithToken("bad"),
                _ => server.WithToken(_token),
            };
            _users[name] = client;
        }

        return client;
    }

    private void Remember(JsonNode? body)
    {
        if (body?["status"] is JsonObject status && status["token"] is JsonValue token)
        {
            _token = token.GetValue<string>();
            _match.Set("<token>", _token);
        }
    }

    private static string Cut(string text) => text.Length > 400 ? text[..400] : text;
}
