using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.Client.SignIn;

namespace KubeFate.Tests.Replay;

/// <summary>Plays controllers and kubelets on an API server: makes pods of workloads and writes their status, with the delays and faults a scenario tells.</summary>
internal sealed partial class FakeKubelet : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Roots = new()
    {
        ["Secret"] = "/api/v1",
        ["ConfigMap"] = "/api/v1",
        ["Service"] = "/api/v1",
        ["Deployment"] = "/apis/apps/v1",
        ["StatefulSet"] = "/apis/apps/v1",
        ["Ingress"] = "/apis/networking.k8s.io/v1",
        ["Job"] = "/apis/batch/v1",
        ["Pod"] = "/api/v1",
    };

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _ending = new();
    private readonly Dictionary<string, Mode> _modes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _done = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _changed;

    public FakeKubelet(string kubeconfig)
    {
        KubeConnection config = KubeConfig.Find(kubeconfig, null, static _ => null, TimeProvider.System);
        _http = new HttpClient(config.CreateHandler()) { BaseAddress = new Uri(config.Server) };
    }

    /// <summary>Whether jobs succeed.</summary>
    public bool EndsJobs { get; set; } = true;

    public async Task StartAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            string name = i == 0 ? "node-a" : "node-b";
            await SendAsync(HttpMethod.Post, "/api/v1/nodes", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
            await PatchAsync($"/api/v1/nodes/{name}/status", JsonNode.Parse($$$"""{"status":{"addresses":[{"type":"ExternalIP","address":"192.0.2.1{{{i}}}"},{"type":"InternalIP","address":"127.0.0.1"}]}}""")!);
        }

        _loop = LoopAsync(_ending.Token);
    }

    /// <summary>Makes namespaces, or empties those that another test has used.</summary>
    public async Task PrepareAsync(IEnumerable<string> namespaces, string workloads)
    {
        foreach (string ns in namespaces)
        {
            await SendAsync(HttpMethod.Post, "/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = ns } });
            foreach (string one in await ObjectsAsync(ns))
            {
                string[] parts = one.Split('/');
                await SendAsync(HttpMethod.Delete, Path(parts[0], ns, parts[1]) + "?gracePeriodSeconds=0", null);
            }

            SetMode(ns, workloads);
        }
    }

    public void SetMode(string ns, string words)
    {
        lock (_gate)
        {
            _modes[ns] = Mode.Read(words, DateTimeOffset.UtcNow);
        }
    }

    /// <summary>Waits for a round in which there was nothing to write.</summary>
    public Task SettledAsync() => _quiet.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public async Task<List<string>> ObjectsAsync(string ns)
    {
        List<string> found = new();
        foreach (string kind in Roots.Keys)
        {
            found.AddRange((await ListAsync(kind, ns)).Select(item => $"{kind}/{item["metadata"]!["name"]}"));
        }

        found.Remove("ConfigMap/kube-root-ca.crt");
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>What a chart made: all but pods and secrets, with what clients see of it.</summary>
    public async Task<JsonArray> OfLabelAsync(string ns, string name)
    {
        JsonArray found = [];
        foreach (string kind in Roots.Keys.Where(static kind => kind is not ("Pod" or "Secret")))
        {
            foreach (JsonObject item in (await ListAsync(kind, ns)).Where(item => item["metadata"]!["labels"]?["name"]?.ToString() == name))
            {
                item["kind"] = kind;
                found.Add(item.DeepClone());
            }
        }

        return found;
    }

    public async Task<JsonNode?> DataAsync(string ns, string name) => (await SendAsync(HttpMethod.Get, Path("ConfigMap", ns, name), null))?["data"];

    public async Task<string?> ImageAsync(string ns, string deployment) =>
        (await SendAsync(HttpMethod.Get, Path("Deployment", ns, deployment), null))?["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]?.ToString();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        _http.Dispose();
        _ending.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(150));
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                _changed = false;
                await RoundAsync();
                if (!_changed)
                {
                    Interlocked.Exchange(ref _quiet, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // It ends, or the server does.
        }
    }

    private async Task RoundAsync()
    {
        HashSet<string> owners = new(StringComparer.Ordinal);
        foreach (string kind in (string[])["Deployment", "StatefulSet"])
        {
            foreach (JsonObject item in await ListAsync(kind, null))
            {
                owners.Add(item["metadata"]!["uid"]!.ToString());
                if (ModeOf(item) is { Kind: not "none" } mode)
                {
                    await HandleAsync(kind, item, mode);
                }
            }
        }

        foreach (JsonObject pod in await ListAsync("Pod", null))
        {
            if (pod["metadata"]!["ownerReferences"]?[0] is { } owner && !owners.Contains(owner["uid"]!.ToString()))
            {
                // A workload that came back under its name has its pods made anew.
                _done.Clear();
                _changed = true;
                await SendAsync(HttpMethod.Delete, Path("Pod", pod["metadata"]!["namespace"]!.ToString(), pod["metadata"]!["name"]!.ToString()) + "?gracePeriodSeconds=0", null);
            }
        }

        foreach (JsonObject job in EndsJobs ? await ListAsync("Job", null) : [])
        {
            if (job["status"]?["succeeded"] is null)
            {
                string now = Now();
                await PatchAsync(Path("Job", job["metadata"]!["namespace"]!.ToString(), job["metadata"]!["name"]!.ToString()) + "/status",
                    JsonNode.Parse($$$"""{"status":{"startTime":"{{{now}}}","completionTime":"{{{now}}}","succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}}""")!);
            }
        }
    }

    private Mode? ModeOf(JsonObject item)
    {
        lock (_gate)
        {
            return _modes.GetValueOrDefault(item["metadata"]!["namespace"]!.ToString());
        }
    }

    private async Task HandleAsync(string kind, JsonObject item, Mode mode)
    {
        JsonNode meta = item["metadata"]!;
        string name = meta["name"]!.ToString(), uid = meta["uid"]!.ToString(), key = uid + mode.Since.Ticks;
        int count = item["spec"]!["replicas"]?.GetValue<int>() ?? 1;
        long generation = meta["generation"]?.GetValue<long>() ?? 1;
        _since.TryAdd(key, DateTimeOffset.UtcNow);
        bool ready = (mode.Kind == "ready" || mode.Ready.Contains(name)) && DateTimeOffset.UtcNow - _since[key] >= mode.Delays.GetValueOrDefault(name, mode.Delay);
        string state = $"{ready} {mode.Kind} {generation}";
        if (_done.GetValueOrDefault(uid) == state)
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            await SetPodAsync(kind, item, kind == "StatefulSet" ? $"{name}-{i}" : $"{name}-6c9f7b5d48-p{i:0000}", ready, mode);
        }

        if (await PatchAsync(Path(kind, meta["namespace"]!.ToString(), name) + "/status", Status(kind, count, generation, ready, mode)))
        {
            _done[uid] = state;
            _changed = true;
        }
    }

    private static JsonObject Status(string kind, int count, long generation, bool ready, Mode mode)
    {
        int up = ready ? count : 0;
        JsonObject status = new() { ["observedGeneration"] = generation, ["replicas"] = count, ["updatedReplicas"] = count, ["readyReplicas"] = up, ["availableReplicas"] = up };
        if (kind == "Deployment")
        {
            bool late = mode.Kind is "stalled" or "replicafailure" && !ready;
            status["unavailableReplicas"] = count - up;
            JsonArray conditions = [Condition("Available", ready), Condition("Progressing", !late)];
            if (mode.Kind == "replicafailure" && !ready)
            {
                conditions.Add(Condition("ReplicaFailure", true));
            }

            status["conditions"] = conditions;
        }

        return new JsonObject { ["status"] = status };
    }

    private static JsonObject Condition(string type, bool good) => new JsonObject { ["type"] = type, ["status"] = good ? "True" : "False", ["lastTransitionTime"] = Now(), ["reason"] = "Told" };

    private async Task SetPodAsync(string kind, JsonObject owner, string name, bool ready, Mode mode)
    {
        JsonNode template = owner["spec"]!["template"]!;
        string ns = owner["metadata"]!["namespace"]!.ToString();
        JsonObject spec = template["spec"]!.DeepClone().AsObject();
        spec["nodeName"] = "node-b";
        await SendAsync(HttpMethod.Post, Path("Pod", ns, null), new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = template["metadata"]?["labels"]?.DeepClone(),
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = "apps/v1",
                    ["kind"] = kind,
                    ["name"] = owner["metadata"]!["name"]!.ToString(),
                    ["uid"] = owner["metadata"]!["uid"]!.ToString(),
                    ["controller"] = true,
                }),
            },
            ["spec"] = spec,
        });
        string waiting = mode.Kind is "pending" or "ready" ? "ContainerCreating" : "ImagePullBackOff";
        string state = ready ? $$$"""{"running":{"startedAt":"{{{Now()}}}"}}""" : $$$"""{"waiting":{"reason":"{{{waiting}}}"}}""";
        JsonArray containers = [.. spec["containers"]!.AsArray().Select(c => JsonNode.Parse(
            $$$"""{"name":"{{{c!["name"]}}}","image":"{{{c["image"]}}}","imageID":"","ready":{{{(ready ? "true" : "false")}}},"restartCount":0,"state":{{{state}}} }"""))];
        await PatchAsync(Path("Pod", ns, name) + "/status", new JsonObject
        {
            ["status"] = new JsonObject { ["phase"] = ready ? "Running" : mode.Kind == "failed" ? "Failed" : "Pending", ["podIP"] = "10.9.0.2", ["containerStatuses"] = containers },
        });
    }

    private async Task<List<JsonObject>> ListAsync(string kind, string? ns) =>
        [.. ((await SendAsync(HttpMethod.Get, Path(kind, ns, null), null))?["items"] as JsonArray ?? []).OfType<JsonObject>()];

    private static string Path(string kind, string? ns, string? name) =>
        $"{Roots[kind]}{(ns is null ? "" : $"/namespaces/{ns}")}/{(kind == "Ingress" ? "ingresses" : kind.ToLowerInvariant() + "s")}{(name is null ? "" : "/" + name)}";

    private async Task<bool> PatchAsync(string path, JsonNode patch)
    {
        using HttpRequestMessage request = new(HttpMethod.Patch, path) { Content = new StringContent(patch.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/merge-patch+json")) };
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode;
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync()) : null;
    }

    private static string Now() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed partial record Mode(string Kind, Dictionary<string, TimeSpan> Delays, TimeSpan Delay, string[] Ready, DateTimeOffset Since)
    {
        public static Mode Read(string words, DateTimeOffset now)
        {
            (string Words, string Kind)[] kinds =
            [
                ("ImagePullBackOff", "fail"), ("ContainerCreating", "pending"), ("Progressing=False, pods", "stalled"), ("ReplicaFailure", "replicafailure"),
                ("phase Failed", "failed"), ("no controller", "none"),
            ];
            string kind = kinds.FirstOrDefault(known => words.Contains(known.Words, StringComparison.Ordinal)).Kind ?? "ready";
            Dictionary<string, TimeSpan> delays = Named().Matches(words).DistinctBy(m => m.Groups[1].Value)
                .ToDictionary(m => m.Groups[1].Value, m => TimeSpan.FromSeconds(double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));
            Match except = Except().Match(words);
            return new Mode(kind, delays, TimeSpan.Zero, except.Success ? except.Groups[1].Value.Split(", ") : [], now);
        }

        [GeneratedRegex(@"([\w-]+) ([\d.]+)s\b")]
        private static partial Regex Named();

        [GeneratedRegex("except (.*): ready")]
        private static partial Regex Except();
    }
}
