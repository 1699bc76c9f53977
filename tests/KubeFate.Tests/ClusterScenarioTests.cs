using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What the original answered about clusters, played on our service.</summary>
public sealed class ClusterScenarioTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Names => Scenarios.HalfOf("clusters", 0);

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Scenario_is_answered_as_recorded(string name)
    {
        string differences = string.Join('\n', await world.PlayAsync(name));

        Assert.True(differences.Length == 0, differences);
    }
}
