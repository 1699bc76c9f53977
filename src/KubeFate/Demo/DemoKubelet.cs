using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Checks;
using KubeFate.Clusters;
using Kuscia.Helm.Kube;

namespace KubeFate.Demo;

/// <summary>Plays what makes workloads run: their pods come after a moment, each module a little later than the one before, and those that need MySQL after it.</summary>
internal sealed class DemoKubelet(IKubeCluster cluster, TimeProvider clock) : IAsyncDisposable
{
    private static readonly string[] NodeNames = ["demo-1", "demo-2"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan NextDelay = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Makes two nodes and begins to look.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (string name in NodeNames)
        {
            await cluster.CreateAsync(KubeKinds.Node, null, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken);
            await StatusAsync(KubeKinds.Node, null, name, new JsonObject
            {
                ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" }),
                ["conditions"] = new JsonArray(Condition("Ready", good: true)),
            });
        }

        _loop = LoopAsync(_ending.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop;
        _ending.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await TryRoundAsync(cancellationToken);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The demo is over.
        }
    }

    private async Task TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RoundAsync(cancellationToken);
        }
        catch (KubeException)
        {
            // Something was deleted while it was looked at; the next round knows.
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        List<JsonObject> workloads = [];
        foreach (KubeResourceType type in (KubeResourceType[])[KubeKinds.StatefulSet, KubeKinds.Deployment])
        {
            foreach (JsonObject item in await cluster.ListAsync(type, null, null, cancellationToken))
            {
                workloads.Add(item);
                await HandleAsync(type, item);
            }
        }

        HashSet<string> owners = [.. workloads.Select(item => item["metadata"]?["uid"]?.GetValue<string>() ?? "")];
        foreach (JsonObject pod in await cluster.ListAsync(KubeKinds.Pod, null, null, cancellationToken))
        {
            if (!owners.Contains(pod["metadata"]?["ownerReferences"]?[0]?["uid"]?.GetValue<string>() ?? ""))
            {
                await DeletePodAsync(pod, cancellationToken);
            }
        }
    }

    private async Task HandleAsync(KubeResourceType type, JsonObject item)
    {
        JsonNode? meta = item["metadata"];
        string uid = meta?["uid"]?.GetValue<string>() ?? "", name = ModuleReader.NameOf(item), ns = meta?["namespace"]?.GetValue<string>() ?? "";
        long generation = meta?["generation"]?.GetValue<long>() ?? 1;
        if (!_seen.TryGetValue(uid, out Seen? seen) || seen.Generation != generation)
        {
            seen = _seen[uid] = new Seen(generation, clock.GetUtcNow() + FirstDelay + (NextDelay * (_seen.Count % 12)), Ready: false);
            await ShowAsync(type, item, ns, name, generation, ready: false);
        }

        if (!seen.Ready && clock.GetUtcNow() >= seen.ReadyAt)
        {
            await ShowAsync(type, item, ns, name, generation, ready: true);
            _seen[uid] = seen with { Ready = true };
        }
    }

    private async Task ShowAsync(KubeResourceType type, JsonObject item, string ns, string name, long generation, bool ready)
    {
        int count = item["spec"]?["replicas"]?.GetValue<int>() ?? 1;
        for (int i = 0; i < count; i++)
        {
            await ShowPodAsync(type, item, ns, string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"), NodeNames[i % NodeNames.Length], ready);
        }

        int up = ready ? count : 0;
        JsonObject status = new() { ["observedGeneration"] = generation, ["replicas"] = count, ["updatedReplicas"] = count, ["readyReplicas"] = up, ["availableReplicas"] = up };
        if (type == KubeKinds.Deployment)
        {
            status["conditions"] = new JsonArray(Condition("Available", ready), Condition("Progressing", good: true));
        }

        await StatusAsync(type, ns, name, status);
    }

    private async Task ShowPodAsync(KubeResourceType type, JsonObject owner, string ns, string name, string node, bool ready)
    {
        JsonNode? template = owner["spec"]?["template"];
        if (await cluster.GetAsync(KubeKinds.Pod, ns, name, _ending.Token) is null)
        {
            JsonObject spec = template?["spec"]?.DeepClone() as JsonObject ?? [];
            spec["nodeName"] = node;
            JsonObject reference = new()
            {
                ["apiVersion"] = type.ApiVersion,
                ["kind"] = type.Kind,
                ["name"] = ModuleReader.NameOf(owner),
                ["uid"] = owner["metadata"]?["uid"]?.DeepClone(),
                ["controller"] = true,
            };
            JsonObject metadata = new() { ["name"] = name, ["labels"] = template?["metadata"]?["labels"]?.DeepClone(), ["ownerReferences"] = new JsonArray(reference) };
            await cluster.CreateAsync(KubeKinds.Pod, ns, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = spec }, _ending.Token);
        }

        JsonArray containers = [];
        foreach (JsonObject container in (template?["spec"]?["containers"] as JsonArray ?? []).OfType<JsonObject>())
        {
            containers.Add((JsonNode)new JsonObject
            {
                ["name"] = container["name"]?.DeepClone(),
                ["image"] = container["image"]?.DeepClone(),
                ["imageID"] = "",
                ["ready"] = ready,
                ["restartCount"] = 0,
                ["state"] = ready ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Now() } } : new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } },
            });
        }

        await StatusAsync(KubeKinds.Pod, ns, name, new JsonObject
        {
            ["phase"] = ready ? "Running" : "Pending",
            ["conditions"] = new JsonArray(Condition("PodScheduled", good: true), Condition("Ready", ready)),
            ["containerStatuses"] = containers,
        });
    }

    private async Task DeletePodAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        string ns = pod["metadata"]?["namespace"]?.GetValue<string>() ?? "";
        if (pod["metadata"]?["deletionTimestamp"] is null)
        {
            await cluster.DeleteAsync(KubeKinds.Pod, ns, ModuleReader.NameOf(pod), cancellationToken);
        }
    }

    private async Task StatusAsync(KubeResourceType type, string? ns, string name, JsonObject status) =>
        await cluster.PatchAsync(type with { Plural = $"{type.Plural}/{name}" }, ns, "status", KubePatchKind.Merge, new JsonObject { ["status"] = status }, _ending.Token);

    private JsonObject Condition(string type, bool good) =>
        new() { ["type"] = type, ["status"] = good ? "True" : "False", ["lastTransitionTime"] = Now(), ["reason"] = "Demo" };

    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private sealed record Seen(long Generation, DateTimeOffset ReadyAt, bool Ready);
}
