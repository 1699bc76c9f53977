using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What the original answered about charts and logs, played on our service.</summary>
public sealed class ChartScenarioTests(World world) : IClassFixture<World>
{
    public static TheoryData<string> Names => Scenarios.Of("charts", "logs", "sqlite");

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public async Task Scenario_is_answered_as_recorded(string name)
    {
        string differences = string.Join('\n', await world.PlayAsync(name));

        Assert.True(differences.Length == 0, differences);
    }
}
