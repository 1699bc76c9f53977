using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What the original answered, played on our service.</summary>
public sealed class RestVectorTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Names => [.. Scenarios.Rest.Keys.Where(name => Scenarios.NotFollowed[name] is not { } entry || entry["steps"] is not null)];

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Scenario_is_answered_as_recorded(string name)
    {
        await using FateService service = await world.StartServiceAsync(world.NewDatabase(), name.Contains("runs out of time", StringComparison.Ordinal) ? TimeSpan.FromSeconds(12) : null);
        using var player = new Player(world, service.Port);
        HashSet<int> passedOver = [.. (Scenarios.NotFollowed[name]?["steps"] as JsonArray ?? []).Select(step => step!.GetValue<int>())];

        List<string> differences = await player.PlayAsync(Scenarios.Rest[name], passedOver);

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [Fact]
    public void No_scenario_is_lost()
    {
        Assert.Equal(72, Scenarios.Rest.Count);
        Assert.All(Scenarios.NotFollowed, entry => Assert.Contains(entry.Key, Scenarios.Rest.Keys));
        Assert.All(Scenarios.NotFollowed, entry => Assert.NotEmpty(entry.Value!["reason"]!.ToString()));
    }
}
