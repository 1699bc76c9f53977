using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>What alice may hold after bob's mailbox was read: marked copies of bob's own jobs, tables and grants, with known fields only.</summary>
internal static class CopyRules
{
    // A text of a partner has 1 KiB at most; a sentence of ours may stand around it.
    private const int MaxText = 2048;
    private const string Prefix = "kuscia.secretflow/";

    private static readonly string[] Kept =
    [
        "owner-references", "domaindataid", "domaindata-vendor", "domaindata-type", "domaindatagrant-vendor", "domaindatagrant-domain", "interconn-protocol-type",
        "resource-version-under-host-cluster", "job-stage", "job-stage-version", "job-stage-trigger",
    ];

    private static readonly string[] KeptAnnotations =
    [
        "initiator", "interconn-kuscia-parties", "interconn-self-parties", "initiator-master-domain", "party-master-domain", "self-cluster-as-initiator", "mailbox-uid", "job-stage-seen",
        "tasksummary-resource-version",
    ];

    /// <summary>What is wrong with the changes of alice's store.</summary>
    public static IEnumerable<string> FaultsOf(StoreSnapshot before, StoreSnapshot after)
    {
        foreach (string change in before.ChangesTo(after))
        {
            string key = change["added ".Length..];
            bool added = change.StartsWith("added ", StringComparison.Ordinal);
            IEnumerable<string> faults = added ? FaultsOf(key, JsonNode.Parse(after.Objects[key])?.AsObject() ?? []) : [change];
            foreach (string fault in faults)
            {
                yield return fault;
            }
        }
    }

    private static List<string> FaultsOf(string key, JsonObject copy)
    {
        JsonObject metadata = copy["metadata"]?.AsObject() ?? [];
        string author = key.Split(' ')[0] switch
        {
            "kusciajobs.kuscia.secretflow" when Text(metadata["namespace"]) == "cross-domain" => Text(copy["spec"]?["initiator"]),
            "domaindatas.kuscia.secretflow" or "domaindatagrants.kuscia.secretflow" when Text(metadata["namespace"]) == "alice" => Text(copy["spec"]?["author"]),
            _ => "(no such object may come from a partner)",
        };
        List<string> faults = [];
        Check(author == "bob", $"is of {author}");
        Check(Annotation("initiator") == "bob", $"has annotation initiator {Annotation("initiator")}");
        Check(Annotation("initiator-master-domain") == "bob", $"has annotation initiator-master-domain {Annotation("initiator-master-domain")}");
        Check(Annotation("self-cluster-as-initiator") is "" or "false", "says that it was made here");
        Check(Annotation("party-master-domain") is "" or "alice", $"has annotation party-master-domain {Annotation("party-master-domain")}");
        foreach (string member in new[] { "finalizers", "ownerReferences", "generateName", "deletionTimestamp", "unknown" })
        {
            Check(!metadata.ContainsKey(member), $"has metadata.{member}");
        }

        Check(copy["spec"]?["unknown"] is null, "has spec.unknown");
        foreach (string label in Keys(metadata["labels"]).Where(l => !l.StartsWith("kuscia.job.custom-fields/", StringComparison.Ordinal) && !Kept.Any(k => l == Prefix + k)))
        {
            faults.Add($"{key} has label {label}");
        }

        foreach (string annotation in Keys(metadata["annotations"]).Where(a => !KeptAnnotations.Any(k => a == Prefix + k)))
        {
            faults.Add($"{key} has annotation {annotation}");
        }

        faults.AddRange(TextFaults(copy, key, ""));
        return faults;

        void Check(bool right, string fault)
        {
            if (!right)
            {
                faults.Add($"{key} {fault}");
            }
        }

        string Annotation(string name) => Text(metadata["annotations"]?[Prefix + name]);
    }

    // The input of an engine is no text for people: it is kept as it is, within the size of an object.
    private static IEnumerable<string> TextFaults(JsonNode? node, string key, string path) => node switch
    {
        JsonObject members => members.Where(m => m.Key is not ("taskInputConfig" or "inputConfig")).SelectMany(m => TextFaults(m.Value, key, $"{path}.{m.Key}")),
        JsonArray items => items.SelectMany((item, i) => TextFaults(item, key, $"{path}[{i}]")),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => TextFault(value.GetValue<string>()) is { } fault ? [$"{key} {path}: {fault}"] : [],
        _ => [],
    };

    /// <summary>Null for one printable line of some length.</summary>
    public static string? TextFault(string text) =>
        text.Length > MaxText ? $"a text of {text.Length} characters"
        : text.Any(c => char.IsControl(c) || c is '\u202e' or '\u2028' or '\u2029') ? $"control characters in {JsonSerializer.Serialize(text)}"
        : null;

    private static IEnumerable<string> Keys(JsonNode? map) => (map as JsonObject ?? []).Select(m => m.Key);

    private static string Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : "";
}
