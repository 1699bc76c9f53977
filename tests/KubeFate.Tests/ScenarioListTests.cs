using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>No recorded scenario is left out by mistake.</summary>
public sealed class ScenarioListTests
{
    [Fact]
    public void All_scenarios_are_played_or_have_a_reason()
    {
        Assert.Equal(72, Scenarios.Rest.Count);
        Assert.All(Scenarios.NotFollowed, static entry => Assert.Contains(entry.Key, Scenarios.Rest.Keys));
        Assert.All(Scenarios.NotFollowed, static entry => Assert.NotEmpty(entry.Value!["reason"]!.ToString()));
    }
}
