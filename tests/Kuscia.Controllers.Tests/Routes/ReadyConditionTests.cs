using Kuscia.Controllers.Routes;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Routes;

public sealed class ReadyConditionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, bool, bool, long?, int?, string?> Cases => new()
    {
        // name, authorized, unreachable, source revision, heartbeat age of the destination, reason
        { "nothing yet", false, false, null, null, "DestinationIsNotAuthrized" },
        { "authorised without token", true, false, null, null, "TokenNotGenerate" },
        { "unreachable", true, true, 1, 0, "DestinationUnreachable" },
        { "late heartbeat", true, false, 1, 31, "HeartBeatTimeout" },
        { "heartbeat from before the clock was set back", true, false, 1, -3600, "HeartBeatTimeout" },
        { "heartbeat in time", true, false, 1, 29, null },
        { "no heartbeat at all", true, false, 1, null, null },
        { "other revision", true, false, 2, 0, "TokenRevisionNotMatch" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reason_follows_the_state_of_both_ends(string name, bool authorized, bool unreachable, long? revision, int? heartbeatAge, string? reason)
    {
        DomainRoute source = Route(revision is null ? null : [new RouteToken { Revision = revision, IsReady = true }], authorized, unreachable);
        DateTimeOffset? beat = heartbeatAge is { } age ? Now.AddSeconds(-age) : null;
        DomainRoute destination = Route([new RouteToken { Revision = 1, IsReady = true, HeartBeatTime = beat }], false, false);

        (string Reason, string Message)? fault = ReadyCondition.Fault(source.Spec!, source, destination, true, true, Now); // set by Route

        Assert.True(fault?.Reason == reason, $"{name}: {fault}");
    }

    [Fact]
    public void Verdict_of_the_gateway_counts_more_than_the_written_time()
    {
        DomainRoute destination = Route([new RouteToken { Revision = 1, IsReady = true, HeartBeatTime = Now.AddHours(-1) }], false, false);
        destination = destination with { Status = destination.Status! with { Conditions = [new Condition { Type = "Heartbeat", Status = "True" }] } }; // set by Route

        Assert.Null(ReadyCondition.Fault(destination.Spec!, null, destination, false, true, Now)); // set by Route
    }

    [Fact]
    public void Times_stay_while_nothing_changes()
    {
        Condition first = ReadyCondition.Of(null, ("TokenNotGenerate", "m"), Now);
        Condition same = ReadyCondition.Of(first, ("TokenNotGenerate", "m"), Now.AddMinutes(1));
        Condition other = ReadyCondition.Of(first, ("HeartBeatTimeout", "n"), Now.AddMinutes(1));
        Condition ready = ReadyCondition.Of(other, null, Now.AddMinutes(2));

        Assert.Same(first, same);
        Assert.Equal((Now, Now.AddMinutes(1), "HeartBeatTimeout"), (other.LastTransitionTime, other.LastUpdateTime, other.Reason));
        Assert.Equal(("True", "", "Success", Now.AddMinutes(2)), (ready.Status, ready.Reason, ready.Message, ready.LastTransitionTime));
    }

    private static DomainRoute Route(IReadOnlyList<RouteToken>? tokens, bool authorized, bool unreachable) => new()
    {
        Spec = new DomainRouteSpec { Source = "alice", Destination = "bob", AuthenticationType = "Token", TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN" } },
        Status = new DomainRouteStatus { IsDestinationAuthorized = authorized, IsDestinationUnreachable = unreachable, TokenStatus = new DomainRouteTokenStatus { Tokens = tokens } },
    };
}
