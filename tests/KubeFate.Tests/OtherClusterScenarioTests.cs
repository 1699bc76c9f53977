using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>The other half of what the original answered about clusters.</summary>
public sealed class OtherClusterScenarioTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Names => Scenarios.HalfOf("clusters", 1);

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Scenario_is_answered_as_recorded(string name)
    {
        string differences = string.Join('\n', await world.PlayAsync(name));

        Assert.True(differences.Length == 0, differences);
    }
}
