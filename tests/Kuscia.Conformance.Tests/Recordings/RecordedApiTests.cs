using System.Text;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>
/// Recorded calls of KusciaAPI and DataMesh, over HTTP and gRPC, answered as they were. What differs on purpose, or not yet, stands in <c>differences.txt</c> with
/// the reason; a line there that does not differ any more is a failure too.
/// </summary>
[Trait("Server", "bare")]
public sealed class RecordedApiTests
{
    private static readonly string[] Roles = ["autonomy", "master", "lite"];

    public static TheoryData<string, bool> Nodes => new() { { "autonomy", false }, { "autonomy", true }, { "master", false }, { "master", true }, { "lite", false }, { "lite", true } };

    [Theory]
    [MemberData(nameof(Nodes))]
    public async Task Every_recorded_scenario_agrees_but_for_those_that_are_listed(string role, bool grpc)
    {
        await using RecordedNode node = await RecordedNode.StartAsync(role);
        using ScenarioPlayer player = new(node);
        Dictionary<string, string> listed = ReadDifferences(role);
        HashSet<string> played = [];
        StringBuilder report = new();
        foreach (string group in RecordedScenario.Groups(grpc))
        {
            foreach (RecordedScenario scenario in RecordedScenario.Of(group, role, node.Domain))
            {
                string name = $"{group}/{scenario.Name}";
                played.Add(name);
                IReadOnlyList<string> faults = await player.PlayAsync(scenario);
                if (faults.Count > 0 != listed.ContainsKey(name))
                {
                    report.AppendLine(faults.Count == 0 ? $"{name}: agrees, but is listed" : $"{name}: {string.Join("\n    ", faults.Take(6))}");
                }
            }
        }

        foreach (string name in listed.Keys.Where(n => n.Split('/')[0].EndsWith(".grpc", StringComparison.Ordinal) == grpc && !played.Contains(n)))
        {
            report.AppendLine($"{name}: is listed, but was not played");
        }

        Assert.True(report.Length == 0, report.ToString());
        Assert.True(played.Count > (role == "lite" ? 50 : 200), $"only {played.Count} scenarios were played");
    }

    // ROLE|both GROUP/SCENARIO REASON; both are the nodes with a control plane
    private static Dictionary<string, string> ReadDifferences(string role)
    {
        Dictionary<string, string> listed = [];
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Recordings", "differences.txt")).Where(l => l.Length > 0 && l[0] != '#'))
        {
            string[] parts = line.Split(' ', 3);
            Assert.True(parts.Length == 3 && (parts[0] == "both" || Roles.Contains(parts[0])), $"not ROLE GROUP/SCENARIO REASON: {line}");
            if (parts[0] == role || (parts[0] == "both" && role != "lite"))
            {
                listed.Add(parts[1], parts[2]);
            }
        }

        return listed;
    }
}
