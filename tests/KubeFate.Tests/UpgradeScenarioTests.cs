using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What the original answered about updates, played on our service.</summary>
public sealed class UpgradeScenarioTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Names => Scenarios.Of("upgrade", "upgrade-limits");

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Scenario_is_answered_as_recorded(string name)
    {
        string differences = string.Join('\n', await world.PlayAsync(name));

        Assert.True(differences.Length == 0, differences);
    }
}
