using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>Copies of an object with one value in it replaced, for every value that it has.</summary>
internal static class Spoilt
{
    /// <summary>What a value is replaced by; the name says the kind of attack.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Texts = new Dictionary<string, string[]>
    {
        ["foreign author"] = ["alice", "carol"],
        ["system namespace"] = ["kube-system", "cross-domain", "default"],
        ["object of ours"] = [HostSiege.Treasure],
        ["extreme number"] = ["9223372036854775807", "18446744073709551615", "-9223372036854775808"],
        ["control characters"] = ["red\u001b[31m\r\nERROR forged line\u0000\u0007\u202e\u009b2J"],
        ["empty"] = [""],
        ["one megabyte"] = [new string('x', 1024 * 1024)],
    };

    // A time that is none is no object at all: such answers are tried elsewhere.
    private static readonly string[] Times = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"];

    private static readonly int[] Numbers = [int.MaxValue, int.MinValue, -1, 0];

    /// <summary>Every spoilt copy, each under a name of its own, with the path of the value.</summary>
    public static IEnumerable<(string Path, JsonObject Copy)> CopiesOf(JsonObject honest, string attack)
    {
        int count = 0;
        foreach (string[] path in Leaves(honest, []).Where(IsContent).ToList())
        {
            bool isTime = path[^1].EndsWith("Time", StringComparison.Ordinal);
            foreach (JsonNode value in isTime ? TimesOf(attack) : Replacements(At(honest, path), attack))
            {
                JsonObject copy = honest.DeepClone().AsObject();
                copy["metadata"]!["name"] = $"{attack.Replace(' ', '-')}-{count++}";
                Set(copy, path, value);
                yield return ($"{copy["kind"]} {string.Join('.', path)}", copy);
            }
        }
    }

    /// <summary>Copies that say to lie in another namespace.</summary>
    public static IEnumerable<(string Path, JsonObject Copy)> MovedCopiesOf(JsonObject honest)
    {
        foreach (string @namespace in new[] { "bob", "carol", "cross-domain", "kube-system", "default", "", "a b\u001b", new string('x', 1024 * 1024) })
        {
            JsonObject copy = honest.DeepClone().AsObject();
            copy["metadata"]!["name"] = $"moved-{@namespace.Length}";
            copy["metadata"]!["namespace"] = @namespace;
            yield return ($"{copy["kind"]} metadata.namespace", copy);
        }
    }

    /// <summary>Copies with one more member each that no host has to set.</summary>
    public static IEnumerable<(string Path, JsonObject Copy)> DecoratedCopiesOf(JsonObject honest)
    {
        int count = 0;
        foreach ((string[] path, JsonNode value) in Decorations())
        {
            JsonObject copy = honest.DeepClone().AsObject();
            copy["metadata"]!["name"] = $"decorated-{count++}";
            Set(copy, path, value);
            yield return ($"{copy["kind"]} {string.Join('.', path)}", copy);
        }
    }

    private static IEnumerable<(string[] Path, JsonNode Value)> Decorations()
    {
        yield return (["metadata", "finalizers"], new JsonArray("bob.example/keep"));
        yield return (["metadata", "ownerReferences"], new JsonArray(new JsonObject
        {
            ["apiVersion"] = "kuscia.secretflow/v1alpha1",
            ["kind"] = "Domain",
            ["name"] = "alice",
            ["uid"] = "00000000-0000-0000-0000-000000000000",
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        }));
        yield return (["metadata", "generateName"], "many-");
        yield return (["metadata", "deletionTimestamp"], "2020-01-01T00:00:00Z");
        yield return (["metadata", "unknown"], "member");
        yield return (["spec", "unknown"], new JsonObject { ["member"] = "x" });
        foreach ((string key, string value) in new[]
        {
            ("self-cluster-as-initiator", "true"), ("initiator-master-domain", "alice"), ("initiator-master-domain", "carol"), ("party-master-domain", "carol"), ("interconn-self-parties", "bob"),
            ("mailbox-uid", "x"), ("host-uid", "x"), ("job-id", HostSiege.Treasure), ("task-id", HostSiege.Treasure), ("access-domain", ""), ("unknown", "x"),
        })
        {
            yield return (["metadata", "annotations", $"kuscia.secretflow/{key}"], value);
        }

        foreach ((string key, string value) in new[]
        {
            ("job-stage", "Start"), ("job-stage", "Cancel"), ("job-stage-version", "9223372036854775807"), ("job-stage-trigger", "alice"), ("job-uid", "x"), ("deleted", "true"), ("owner-references", HostSiege.Treasure),
            ("interconn-protocol-type", "kuscia"), ("resource-version-under-host-cluster", "18446744073709551615"), ("controller", "kusciajob"), ("unknown", "x"),
        })
        {
            yield return (["metadata", "labels", $"kuscia.secretflow/{key}"], value);
        }

        foreach ((string key, JsonNode value) in new (string, JsonNode)[]
        {
            ("phase", "Running"), ("phase", "Succeeded"), ("approveStatus", new JsonObject { ["alice"] = "JobAccepted", ["bob"] = "JobAccepted" }), ("stageStatus", new JsonObject { ["alice"] = "JobStartStageSucceeded" }),
            ("completionTime", "0001-01-01T00:00:00Z"), ("conditions", new JsonArray(new JsonObject { ["type"] = "JobCommand", ["status"] = "True", ["reason"] = "Stop", ["message"] = "command 1 (Stop) of alice: done" })),
            ("taskStatus", new JsonObject { [HostSiege.Treasure] = "Failed" }), ("partyTaskCreateStatus", new JsonObject { ["alice"] = new JsonArray(new JsonObject { ["domainID"] = "alice", ["phase"] = "Failed" }) }),
        })
        {
            yield return (["status", key], value);
        }
    }

    private static IEnumerable<JsonNode> Replacements(JsonNode? value, string attack) => value?.GetValueKind() switch
    {
        JsonValueKind.String => Texts[attack].Select(t => (JsonNode)t),
        JsonValueKind.Number when attack == "extreme number" => Numbers.Select(n => (JsonNode)n),
        _ => [],
    };

    private static IEnumerable<JsonNode> TimesOf(string attack) => attack == "extreme number" ? Times.Select(t => (JsonNode)t) : [];

    // What kind of object it is stays: another kind is another answer, not a spoilt one. An object of another namespace makes the answer a wrong one, too.
    private static bool IsContent(string[] path) => path is not (["apiVersion"] or ["kind"] or ["metadata", "name"] or ["metadata", "namespace"]);

    private static IEnumerable<string[]> Leaves(JsonNode? node, string[] path) => node switch
    {
        JsonObject members => members.SelectMany(m => Leaves(m.Value, [.. path, m.Key])),
        JsonArray items => items.SelectMany((item, i) => Leaves(item, [.. path, i.ToString(CultureInfo.InvariantCulture)])),
        null => [],
        _ => [path],
    };

    private static JsonNode? At(JsonNode node, IEnumerable<string> path) =>
        path.Aggregate((JsonNode?)node, (at, key) => at is JsonArray items ? items[int.Parse(key, CultureInfo.InvariantCulture)] : at?[key]);

    private static void Set(JsonObject root, string[] path, JsonNode value)
    {
        JsonNode at = root;
        foreach (string key in path[..^1])
        {
            at = at is JsonArray items ? items[int.Parse(key, CultureInfo.InvariantCulture)]! : at[key] ??= new JsonObject();
        }

        if (at is JsonArray list)
        {
            list[int.Parse(path[^1], CultureInfo.InvariantCulture)] = value.DeepClone();
        }
        else
        {
            at[path[^1]] = value.DeepClone();
        }
    }
}
