using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>The spoilt objects of one kind and attack, each with the honest ones that it needs to be looked at, in batches that fit into a mailbox.</summary>
internal static class SpoiltBatch
{
    /// <summary>The attack that spoils a whole answer: nothing else of that kind is taken while the object lies there.</summary>
    public const string Moved = "foreign namespace";

    public static IEnumerable<IReadOnlyList<(string Path, JsonObject[] Objects)>> Of(string kind, string attack)
    {
        JsonObject honest = Honest(kind);
        IEnumerable<(string Path, JsonObject Copy)> copies = attack switch
        {
            "decoration" => Spoilt.DecoratedCopiesOf(honest),
            Moved => Spoilt.MovedCopiesOf(honest),
            _ => Spoilt.CopiesOf(honest, attack),
        };
        return copies.Select(c => (c.Path, WithCompanions(c.Copy))).Chunk(attack == "one megabyte" ? 4 : 200);
    }

    /// <summary>A fault with the path of the value that led to it, as far as the name of the object tells.</summary>
    public static string Explain(string fault, IReadOnlyList<(string Path, JsonObject[] Objects)> batch)
    {
        string? path = batch.FirstOrDefault(b => b.Objects.Any(o => fault.Contains($"/{o["metadata"]!["name"]} ", StringComparison.Ordinal))).Path;
        return path is null ? fault : $"[{path}] {fault}";
    }

    private static JsonObject Honest(string kind) => kind switch
    {
        "KusciaJob" => MailboxObject.Job("x", "bob", "alice", "secretflow-image"),
        "KusciaJobSummary" => MailboxObject.JobSummary("x", "bob", "alice"),
        "KusciaTaskSummary" => MailboxObject.TaskSummary("x", "x", "bob", "alice"),
        "DomainData" => MailboxObject.Data("x", "bob", "alice"),
        _ => MailboxObject.Grant("x", "x", "bob", "alice"),
    };

    private static JsonObject[] WithCompanions(JsonObject spoilt)
    {
        string name = spoilt["metadata"]!["name"]!.GetValue<string>();
        foreach ((string member, JsonNode? _) in spoilt["spec"]!.AsObject().Where(m => m.Value?.ToJsonString() == "\"x\"").ToList())
        {
            // Refers to the object beside it, unless that is what is spoilt.
            spoilt["spec"]![member] = name;
        }

        JsonObject job = MailboxObject.Job(name, "bob", "alice", "secretflow-image");
        JsonObject summary = MailboxObject.JobSummary(name, "bob", "alice");
        return spoilt["kind"]!.GetValue<string>() switch
        {
            "KusciaJob" => [summary, spoilt],
            "KusciaJobSummary" => [spoilt, job],
            "KusciaTaskSummary" => [summary, job, spoilt],
            "DomainDataGrant" => [MailboxObject.Data(name, "bob", "alice"), spoilt],
            _ => [spoilt],
        };
    }
}
