using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>One recorded scenario; its form is told beside the recordings.</summary>
/// <param name="Group">The file it is from.</param>
/// <param name="Json">The whole of it.</param>
internal sealed record RecordedScenario(string Group, JsonNode Json)
{
    // A stream that is read for so long says something only after ten seconds of silence.
    private const double LongestStream = 9;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recordings", "vectors");

    /// <summary>The keys of the recordings.</summary>
    public static JsonNode Keys { get; } = Read("keys");

    /// <summary>Names of the groups of one transport.</summary>
    public static IReadOnlyList<string> Groups(bool grpc) =>
        [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => n != "keys" && n.EndsWith(".grpc", StringComparison.Ordinal) == grpc).Order(StringComparer.Ordinal)];

    public string Name => Text("name");

    public string Port => Json["port"]?.GetValue<string>() ?? "external";

    public IReadOnlyList<JsonNode> Steps => [.. Json["steps"]!.AsArray().OfType<JsonNode>()];

    /// <summary>The scenarios of a group that can be played on a node of a role.</summary>
    public static IReadOnlyList<RecordedScenario> Of(string group, string role, string domain) =>
        [.. Read(group).AsArray().OfType<JsonNode>().Select(j => new RecordedScenario(group, j)).Where(s => s.IsFor(role) && s.CanBePlayed(domain))];

    private static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json"))) ?? throw new InvalidOperationException(name);

    private bool IsFor(string role) =>
        Text("role") == role || (Json["alsoRoles"]?.AsArray() ?? []).Any(r => r!.GetValue<string>() == role);

    private bool CanBePlayed(string domain)
    {
        bool plain = Json["quirk"] is null && Json["protocol"] is null && Json["controllers"] is null && Port != "confmanager";
        JsonNode[] calls = [.. Steps.Select(s => s["call"]).OfType<JsonNode>()];
        bool whole = calls.All(c => c["bodyNote"] is null && c["during"] is null && (c["readSeconds"] is not { } seconds || seconds.GetValue<double>() < LongestStream));
        string noDomain = Regex.Escape($"domains.kuscia.secretflow \\\"{domain}\\\" not found");
        return plain && whole && !Steps.Any(s => Regex.IsMatch(s["answer"]?["body"]?.ToString() ?? "", noDomain));
    }

    private string Text(string member) => Json[member]!.GetValue<string>();
}
