using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What the original answered about clusters, played on our service.</summary>
public sealed class ClusterScenarioTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Names => Scenarios.Of("clusters");

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Scenario_is_answered_as_recorded(string name) => Assert.Equal([], await world.PlayAsync(name));
}
