using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>Plays a recorded scenario against the controllers of here: sends its requests, plays the node, and compares what is to be seen.</summary>
internal sealed class RecordedPlay(WorkloadCluster cluster, string @namespace)
{
    private readonly RecordedHashes _hashes = new();

    public async Task StepAsync(int number, JsonObject step)
    {
        string phase = $"step {number}{(step["note"] is { } note ? $" ({note})" : "")}";
        if (step["do"] is JsonObject request)
        {
            await SettleAsync(phase);
            string? sent = (await OwnedAsync(request["body"]))?.ToJsonString();
            (System.Net.HttpStatusCode status, string body) = await cluster.SendAsync(
                (string?)request["method"] ?? "GET", await NamedAsync((string?)request["path"] ?? ""), sent, (string?)request["contentType"] ?? "application/json");
            Assert.True((int)status == (int?)step["status"], $"{phase}: {request["method"]} {request["path"]} gave {(int)status}: {body}");
        }
        else if ((string?)step["drive"] is { } drive)
        {
            await SettleAsync(phase);
            await DriveAsync(phase, drive);
        }
        else if (step["see"] is JsonObject see)
        {
            await cluster.AwaitAsync(phase, () => CompareAsync(see));
        }
    }

    // One of the pods whose names end in chance is as good as another.
    private async Task<string> NamedAsync(string path)
    {
        int chance = path.IndexOf("<rand:", StringComparison.Ordinal);
        if (chance < 0)
        {
            return path;
        }

        string stem = path[(path.LastIndexOf('/') + 1)..chance];
        ResourceList<Pod> pods = await cluster.Client.ListAsync(Kinds.Pod, @namespace, ListOptions.All, CancellationToken.None);
        return path[..path.LastIndexOf('/')] + "/" + pods.Items.First(p => p.Metadata.Name?.StartsWith(stem, StringComparison.Ordinal) == true).Metadata.Name;
    }

    // The uids of here; an owner that never was has one of its own.
    private async Task<JsonNode?> OwnedAsync(JsonNode? body)
    {
        JsonNode? sent = body?.DeepClone();
        foreach (JsonObject owner in (sent?["metadata"]?["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>())
        {
            ConfigMap? map = await cluster.Client.GetAsync(Kinds.ConfigMap, new ResourceName(@namespace, (string?)owner["name"] ?? ""), CancellationToken.None);
            owner["uid"] = map?.Metadata.Uid ?? Guid.NewGuid().ToString();
        }

        return sent;
    }

    // Requests follow each other when the one before has had its effect, as they did when they were recorded.
    private Task SettleAsync(string phase) => cluster.AwaitAsync(phase, async () =>
    {
        foreach (string plural in (string[])["deployments", "replicasets", "statefulsets"])
        {
            foreach (JsonObject value in await ListAsync(plural))
            {
                bool current = (long?)value["metadata"]?["generation"] == (long?)value["status"]?["observedGeneration"];
                if (!current || (plural == "replicasets" && (int?)value["spec"]?["replicas"] != (int?)value["status"]?["replicas"]))
                {
                    return $"{plural} {value["metadata"]?["name"]} is not settled: {value["status"]?.ToJsonString()}";
                }
            }
        }

        return null;
    });

    private async Task DriveAsync(string phase, string drive)
    {
        if (drive.StartsWith("pending pods get phase ", StringComparison.Ordinal))
        {
            string ended = drive.Split(' ')[^1];
            await SetAsync(phase, 1, p => p.Status?.Phase == "Pending", $$$"""{"status":{"phase":"{{{ended}}}"}}""");
            return;
        }

        int count = int.Parse(drive.Split(' ')[0], CultureInfo.InvariantCulture);
        if (count == 0)
        {
            await cluster.AwaitAsync(phase, UnfinishedAsync);
        }
        else
        {
            const string running = """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"}]}}""";
            await SetAsync(phase, count, p => p.Status?.Conditions.IsTrue("Ready") != true, running);
        }
    }

    // No pod waited any more when this was recorded: the change was over.
    private async Task<string?> UnfinishedAsync()
    {
        foreach (string plural in (string[])["deployments", "statefulsets"])
        {
            foreach (JsonObject value in await ListAsync(plural))
            {
                int? wanted = (int?)value["spec"]?["replicas"];
                JsonNode? status = value["status"];
                if (((string[])["replicas", "updatedReplicas", "readyReplicas"]).Any(c => (int?)status?[c] != wanted))
                {
                    return $"{plural} {value["metadata"]?["name"]} is not done: {status?.ToJsonString()}";
                }
            }
        }

        return null;
    }

    private async Task SetAsync(string phase, int count, Func<Pod, bool> which, string status)
    {
        List<Pod> pods = [];
        await cluster.AwaitAsync(phase, async () =>
        {
            pods = [.. (await cluster.Client.ListAsync(Kinds.Pod, @namespace, ListOptions.All, CancellationToken.None)).Items.Where(p => p.Metadata.DeletionTimestamp is null && which(p))];
            return pods.Count >= count ? null : $"{pods.Count} of {count} pods wait";
        });
        foreach (Pod pod in pods.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal).Take(count))
        {
            await cluster.Client.PatchAsync(Kinds.Pod, pod.Identity, JsonNode.Parse(status)!, "status", CancellationToken.None); // not null: a constant object
        }
    }

    private async Task<string?> CompareAsync(JsonObject see)
    {
        Dictionary<string, List<JsonObject>> present = [];
        foreach ((string plural, _) in see)
        {
            present[plural] = await ListAsync(plural);
        }

        IEnumerable<string> hashes = present.Values.SelectMany(v => v).SelectMany(HashesOf);
        string wrong = "";
        bool fits = _hashes.Fit(see.ToJsonString().Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal), hashes, known =>
        {
            wrong = string.Join('\n', see.Select(s => Difference(s.Key, (JsonArray?)s.Value ?? [], present[s.Key], known)).Where(d => d.Length > 0));
            return wrong.Length == 0;
        });
        return fits ? null : $"this differs:\n{(wrong.Length > 0 ? wrong : "there are too few sets")}";
    }

    private static string Difference(string plural, JsonArray recorded, List<JsonObject> present, IReadOnlyDictionary<string, string> hashes)
    {
        List<JsonObject> shown = [.. recorded.OfType<JsonObject>()];
        string[] wanted = [.. shown.Select(RecordedView.Recorded).Order(StringComparer.Ordinal)];
        string[] there = [.. present.Select(p => RecordedView.Present(plural, p, shown.FirstOrDefault() ?? [], hashes)).Order(StringComparer.Ordinal)];
        return wanted.SequenceEqual(there, StringComparer.Ordinal)
            ? ""
            : $"{plural}\n  recorded\n    {string.Join("\n    ", wanted)}\n  here\n    {string.Join("\n    ", there)}";
    }

    private static IEnumerable<string> HashesOf(JsonObject value)
    {
        if ((string?)value["metadata"]?["labels"]?["pod-template-hash"] is { } hash)
        {
            yield return hash;
        }

        foreach (string member in (string[])["currentRevision", "updateRevision"])
        {
            if ((string?)value["status"]?[member] is { } revision)
            {
                yield return revision[(revision.LastIndexOf('-') + 1)..];
            }
        }
    }

    private async Task<List<JsonObject>> ListAsync(string plural)
    {
        ResourceList<JsonResource> list = await cluster.Client.ListAsync(RecordedKinds.ByPlural[plural].AsJson(), @namespace, ListOptions.All, CancellationToken.None);
        return [.. list.Items.Select(i => JsonSerializer.SerializeToNode(i, ModelJsonContext.Default.JsonResource)!.AsObject())]; // a resource is an object
    }
}
