using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using KubeFate.Service;

namespace KubeFate.Tests.Replay;

/// <summary>Plays one scenario on a service.</summary>
internal sealed class Player : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Func<Task<FateService>> _start;
    private readonly Operator _operator;
    private readonly World _world;
    private readonly MovedClock _clock;
    private readonly Matcher _matcher = new();
    private readonly List<JsonObject> _users = [new JsonObject { ["username"] = "admin", ["password"] = "admin" }];
    private FateService _service = null!;
    private HttpClient _client = new();

    private Player(World world, Func<Task<FateService>> start, Operator outside, MovedClock clock)
    {
        _world = world;
        _start = start;
        _operator = outside;
        _clock = clock;
        _matcher["{{time}}"] = "2024-05-06T07:08:09Z";
    }

    /// <summary>Starts the service and plays on it.</summary>
    public static async Task<Player> StartAsync(World world, Func<Task<FateService>> start, Operator outside, MovedClock clock)
    {
        Player player = new(world, start, outside, clock);
        await player.BeginAsync();
        return player;
    }

    /// <returns>What differs, step by step.</returns>
    public async Task<List<string>> PlayAsync(JsonObject scenario, Difference difference)
    {
        if (scenario["setup"]!["like"] is { } like)
        {
            await PrepareLikeAsync(like.ToString());
        }

        JsonNode setup = scenario["setup"]!;
        string[] namespaces = [.. (setup["namespaces"] as JsonArray ?? []).Select(n => n!.ToString())];
        _world.Kubelet.EndsJobs = !(setup["more"]?.ToString() ?? "").Contains("never succeeds", StringComparison.Ordinal);
        await _world.Kubelet.PrepareAsync(namespaces, setup["workloads"]?.ToString() ?? "");
        foreach (JsonNode? chart in setup["charts"] as JsonArray ?? [])
        {
            await SendAsync("POST", "/v1/chart", Admin(await TokenAsync(_users[0])), Upload("file", chart!.ToString(), "charts/" + chart));
        }

        if (setup["note"]?.ToString().Contains("30 minutes", StringComparison.Ordinal) == true)
        {
            _matcher["{{token}}"] = await TokenAsync(_users[0]);
            _clock.Ahead = TimeSpan.FromMinutes(31);
        }

        List<string> found = new();
        int number = 0;
        foreach (JsonNode? recorded in scenario["steps"]!.AsArray())
        {
            JsonNode step = difference.Correct(number, recorded!);
            SetWorkloads(namespaces, difference.Before(number));
            bool counts = step["quirk"] is null && !difference.IsPassedOver(number);
            List<string> differences = step["call"] is JsonObject call
                ? await CallUntilAsync(call, step["answer"]!, difference.IsCorrected(number) ? Patience : TimeSpan.Zero)
                : await OutsideAsync(step, namespaces, counts ? Patience : TimeSpan.Zero);
            foreach (JsonNode? job in step["jobsAfter"] as JsonArray ?? [])
            {
                differences.AddRange(await FollowAsync(job!, difference.IsLate(number)));
            }

            if (counts)
            {
                found.AddRange(differences.Select(difference => $"step {number} {difference}"));
            }

            number++;
        }

        SetWorkloads(namespaces, "no controller");
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        _service = await _start();
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri($"http://127.0.0.1:{_service.Port}") };
        _matcher["{{server}}"] = $"127.0.0.1:{_service.Port}";
    }

    private void SetWorkloads(string[] namespaces, string? words)
    {
        foreach (string ns in words is null ? [] : namespaces)
        {
            _world.Kubelet.SetMode(ns, words!); // not null where there is a namespace to set
        }
    }

    // The scenario goes on where another one had made a cluster.
    private async Task PrepareLikeAsync(string other)
    {
        JsonObject first = Scenarios.Rest["logs: " + other];
        JsonObject beginning = new() { ["setup"] = first["setup"]!.DeepClone(), ["steps"] = new JsonArray(first["steps"]![0]!.DeepClone()) };
        await PlayAsync(beginning, new Difference(null));
        _matcher["{{uuid:1}}"] = _matcher["{{uuid:2}}"];
    }

    // What is corrected may come a while after what caused it; only looking is done again.
    private async Task<List<string>> CallUntilAsync(JsonObject call, JsonNode want, TimeSpan patience)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + patience;
        List<string> differences = await CallAsync(call, want);
        while (differences.Count > 0 && call["method"]!.ToString() == "GET" && DateTimeOffset.UtcNow < end)
        {
            await Task.Delay(100);
            differences = await CallAsync(call, want);
        }

        return differences;
    }

    private async Task<List<string>> CallAsync(JsonObject call, JsonNode want)
    {
        string headers = call["headers"]!.ToJsonString();
        if (headers.Contains("(see note)", StringComparison.Ordinal))
        {
            return [];
        }

        foreach (string token in (string[])["{{token}}", "{{token:2}}", "{{token:3}}"])
        {
            if (call.ToJsonString().Contains(token, StringComparison.Ordinal) && _matcher[token] is null)
            {
                _matcher[token] = await TokenAsync(token == "{{token}}" ? _users[0] : _users[^1]);
            }
        }

        string path = _matcher.Fill(call["path"]!.ToString(), all: true), method = call["method"]!.ToString();
        string? body = call["body"] is { } text ? _matcher.Fill(text.ToString(), all: true) : null;
        if (method == "POST" && path == "/v1/user" && body is not null && body.EndsWith('}') && JsonNode.Parse(body) is JsonObject user)
        {
            _users.Add(user);
        }

        HttpContent? content = call["file"] is { } file
            ? Upload(file["field"]!.ToString(), file["filename"]!.ToString(), file["content"]!.ToString())
            : call["bodyBase64"] is { } bytes ? new ByteArrayContent(Convert.FromBase64String(bytes.ToString())) : body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (want["frames"] is not null)
        {
            Dictionary<string, string> sent = call["headers"]!.AsObject().ToDictionary(header => header.Key, header => _matcher.Fill(header.Value!.ToString(), all: true));
            return await SocketPlayer.PlayAsync(new UriBuilder(_client.BaseAddress!) { Scheme = "ws", Path = path.Split('?')[0], Query = path.Split('?').ElementAtOrDefault(1) ?? "" }.Uri, sent, want);
        }

        (int status, HttpResponseMessage answer, string got) = await SendAsync(method, path, call["headers"]!.AsObject(), content);
        using (answer)
        {
            _matcher["{{id}}"] = JsonId(got) ?? _matcher["{{id}}"] ?? "";
            List<string> found = status == want["status"]!.GetValue<int>() ? [] : [$"status: expected {want["status"]}, got {status} {got}"];
            found.AddRange(Header("Content-Type", want, answer.Content.Headers.TryGetValues("Content-Type", out IEnumerable<string>? type) ? string.Join(",", type) : ""));
            found.AddRange(Header("Location", want, answer.Headers.TryGetValues("Location", out IEnumerable<string>? location) ? string.Join(",", location) : ""));
            found.AddRange(Header("Www-Authenticate", want, answer.Headers.TryGetValues("WWW-Authenticate", out IEnumerable<string>? realm) ? string.Join(",", realm) : ""));
            found.AddRange(_matcher.Differences("body", want["body"]?.ToString() ?? "", got));

            // The answer to a submission is written while the job runs already: its status is one of two by chance.
            found.RemoveAll(static difference => difference.Contains("end_time: expected 0001-", StringComparison.Ordinal) || difference.Contains(".EndTime: ", StringComparison.Ordinal));

            // What a module is in while a job runs, or where it was stopped, depends on the moment.
            found.RemoveAll(difference => difference.Contains("sub_jobs", StringComparison.Ordinal) && !got.Contains("\"status\":\"Success\"", StringComparison.Ordinal));
            found.RemoveAll(difference => method != "GET" && difference.StartsWith("body.data.status: ", StringComparison.Ordinal) && !difference.Contains("Failed", StringComparison.Ordinal));
            return found;
        }
    }

    private static string? JsonId(string text) => text.StartsWith("{\"data\":{", StringComparison.Ordinal) ? JsonNode.Parse(text)!["data"]!["ID"]?.ToString() : null;

    private List<string> Header(string name, JsonNode want, string got) => _matcher.Differences(name, want["headers"]?[name]?.ToString() ?? "", got);

    private async Task<List<string>> OutsideAsync(JsonNode step, string[] namespaces, TimeSpan patience)
    {
        if (step["objects"] is JsonArray objects)
        {
            string[] want = [.. objects.Select(item => _matcher.Fill(item!.ToString())).Order(StringComparer.Ordinal)];
            List<string> got = [];
            for (DateTimeOffset end = DateTimeOffset.UtcNow + patience; DateTimeOffset.UtcNow < end;)
            {
                got = await _world.Kubelet.ObjectsAsync(step["namespace"]!.ToString());
                if (want.SequenceEqual(got))
                {
                    return [];
                }

                await Task.Delay(100);
            }

            return [$"objects: expected {string.Join(' ', want)}, got {string.Join(' ', got)}"];
        }

        if (step["data"] is { } data)
        {
            return _matcher.Differences("data", data, await _world.Kubelet.DataAsync(namespaces[0], step["do"]!.ToString().Split(' ')[1]));
        }

        await DoAsync(step["do"]!.ToString(), namespaces);
        return [];
    }

    private async Task DoAsync(string words, string[] namespaces)
    {
        switch (words)
        {
            case "all rows of table clusters removed in the database":
                await _operator.ForgetClustersAsync();
                break;
            case "time_limit of the job set to 5 s in the database":
                await _operator.ShortenJobsAsync(TimeSpan.FromSeconds(5));
                break;
            case "a cluster row with status Running is written into the database":
                _matcher["{{uuid:3}}"] = await _operator.AddClusterAsync();
                break;
            case "the service is stopped and started":
                await DisposeAsync();
                await BeginAsync();
                break;
            default:
                SetWorkloads(namespaces, words.Contains("ready", StringComparison.Ordinal) ? "ready" : null);
                break;
        }
    }

    private async Task<List<string>> FollowAsync(JsonNode recorded, bool late)
    {
        string id = _matcher.Fill(recorded["job"]!.ToString());
        JsonNode? want = recorded["snapshots"]!.AsArray().LastOrDefault(), row = recorded["cluster"]!.AsArray().LastOrDefault();
        List<string> found = ["nothing was asked"];
        for (DateTimeOffset end = DateTimeOffset.UtcNow + Patience; DateTimeOffset.UtcNow < end;)
        {
            JsonObject admin = Admin(await TokenAsync(_users[0]));
            JsonNode? job = await DataAsync($"/v1/job/{id}", admin);
            if (late && job?["states"]?.ToJsonString().Contains("Cluster update Success", StringComparison.Ordinal) == true)
            {
                _clock.Ahead += TimeSpan.FromTicks(job["time_limit"]!.GetValue<long>() / 100);
                late = false;
            }

            Matcher trial = _matcher.Copy();
            JsonObject state = new((job as JsonObject ?? []).Where(m => want is JsonObject keys && keys.ContainsKey(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
            found = want is null || want["answer"] is not null ? [] : trial.Differences("job", want, state);

            // Here the end of a job is always told, and a module that never served has no end.
            found.RemoveAll(difference => difference.Contains("end_time: expected 0001-", StringComparison.Ordinal) || difference.Contains(".EndTime: ", StringComparison.Ordinal)
                || (want?["status"]?.ToString() != "Success" && difference.Contains("sub_jobs", StringComparison.Ordinal)));
            JsonNode? cluster = (await DataAsync("/v1/cluster/?all=true", admin) as JsonArray ?? []).FirstOrDefault(c => c!["uuid"]!.ToString() == job?["cluster_id"]?.ToString());
            if (row is not null && cluster is not null)
            {
                found.AddRange(trial.Differences("cluster", row, new JsonObject
                {
                    ["status"] = cluster["status"]!.DeepClone(),
                    ["revision"] = cluster["revision"]!.DeepClone(),
                    ["helm_revision"] = cluster["helm_revision"]!.DeepClone(),
                    ["chart_version"] = cluster["chart_version"]!.DeepClone(),
                    ["deleted"] = cluster["DeletedAt"] is not null,
                }));
            }

            if (found.Count == 0)
            {
                _matcher.Take(trial);
                await _world.Kubelet.SettledAsync();
                await _world.Kubelet.SettledAsync();
                return found;
            }

            _matcher.Take(trial);
            if (job?["status"]?.ToString() is "Success" or "Failed" or "Canceled" or "Rollback" && want?["status"]?.ToString() != "Running" && job["end_time"]!.ToString()[0] != '0')
            {
                return found;
            }

            await Task.Delay(100);
        }

        return found;
    }

    private async Task<JsonNode?> DataAsync(string path, JsonObject headers)
    {
        (_, HttpResponseMessage answer, string text) = await SendAsync("GET", path, headers, null);
        answer.Dispose();
        return text.StartsWith('{') ? JsonNode.Parse(text)!["data"] : null;
    }

    private static JsonObject Admin(string token) => new() { ["Authorization"] = "Bearer " + token };

    private async Task<string> TokenAsync(JsonObject user)
    {
        if (user == _users[0] && _matcher["{{admin}}"] is { } known)
        {
            return known;
        }

        (_, HttpResponseMessage answer, string text) = await SendAsync("POST", "/v1/user/login", [], new ByteArrayContent(Encoding.UTF8.GetBytes(user.ToJsonString())));
        answer.Dispose();
        string token = JsonNode.Parse(text)!["token"]!.ToString();
        if (user == _users[0])
        {
            _matcher["{{admin}}"] = token;
        }

        return token;
    }

    private static ByteArrayContent Upload(string field, string filename, string content)
    {
        const string Mark = "vectorboundary0123456789";
        byte[] head = Encoding.UTF8.GetBytes($"--{Mark}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{filename}\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        byte[] body = [.. head, .. File.ReadAllBytes(Path.Combine(Scenarios.Folder, content)), .. Encoding.UTF8.GetBytes($"\r\n--{Mark}--\r\n")];
        ByteArrayContent part = new(body);
        part.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Mark}");
        return part;
    }

    private async Task<(int Status, HttpResponseMessage Answer, string Text)> SendAsync(string method, string path, JsonObject headers, HttpContent? content)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = content };
        foreach ((string name, JsonNode? value) in headers)
        {
            string text = _matcher.Fill(value!.ToString(), all: true);
            if (name == "Content-Type" && content is not null)
            {
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(text);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, text);
            }
        }

        HttpResponseMessage answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, answer, await answer.Content.ReadAsStringAsync());
    }
}
