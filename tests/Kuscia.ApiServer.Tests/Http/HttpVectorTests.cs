using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Http;

/// <summary>Recorded exchanges with a real Kubernetes API server, played against ours. Steps that are not followed stand in not-followed.json with the reason.</summary>
public sealed class HttpVectorTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Http");

    public static TheoryData<string> Scenarios => new(All().Select(s => s["scenario"]!.GetValue<string>()));

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Answers_are_those_of_a_real_server(string name)
    {
        JsonObject scenario = All().First(s => s["scenario"]!.GetValue<string>() == name);
        JsonObject notFollowed = Read("not-followed.json")[name] as JsonObject ?? [];

        // The recorded 1.25 server ran without controllers.
        bool controllers = scenario.Text("server") != "1.25";
        await using TestServer server = await TestServer.StartAsync(collectsNamespaces: controllers, adapt: o => o with { MaxBodyBytes = 3 * 1024 * 1024 });
        await using VectorScenario play = new(server, scenario, notFollowed);

        IReadOnlyList<(int Step, string Difference)> differences = await play.PlayAsync();

        string[] unexpected = [.. differences.Where(d => !notFollowed.ContainsKey($"{d.Step}")).Select(d => $"step {d.Step}: {d.Difference}")];
        Assert.True(unexpected.Length == 0, string.Join('\n', unexpected));
    }

    private static IEnumerable<JsonObject> All() => Read("http.json")["scenarios"]!.AsArray().Select(s => s!.AsObject());

    private static JsonObject Read(string file) => JsonText.ParseObject(File.ReadAllBytes(Path.Combine(Folder, file)));
}
