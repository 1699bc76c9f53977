using System.Text.Json.Nodes;
using Kuscia.Controllers.Routes;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Routes;

public sealed class DomainRouteReconcilerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DomainRouteReconciler _reconciler = new(_ => 0);

    [Fact]
    public void New_route_of_the_source_begins_a_revision_on_a_live_gateway()
    {
        DomainRouteOutcome plan = _reconciler.Reconcile(Route("alice", null), [Gateway("dead", 90), Gateway("live", 10)], Now);

        JsonNode? tokens = plan.StatusPatch?["status"]?["tokenStatus"];
        Assert.Equal("live", (string?)tokens?["revisionInitializer"]);
        Assert.False((bool?)tokens?["revisionToken"]?["isReady"]);
        Assert.Null(tokens?["revisionToken"]?["token"]);
    }

    [Fact]
    public void Nothing_happens_without_a_live_gateway() =>
        Assert.Null(_reconciler.Reconcile(Route("alice", null), [Gateway("dead", 90)], Now).StatusPatch);

    [Fact]
    public void Blank_token_waits_for_the_gateway_without_writes()
    {
        DomainRoute route = Route("alice", new DomainRouteTokenStatus { RevisionInitializer = "g", RevisionToken = new RouteToken { RevisionTime = Now.AddHours(-1) } });

        Assert.Null(_reconciler.Reconcile(route, [Gateway("g", 0)], Now).StatusPatch);
    }

    [Fact]
    public void Dead_initializer_is_replaced()
    {
        DomainRoute route = Route("alice", new DomainRouteTokenStatus { RevisionInitializer = "dead", RevisionToken = new RouteToken { RevisionTime = Now } });

        DomainRouteOutcome plan = _reconciler.Reconcile(route, [Gateway("dead", 90), Gateway("g", 0)], Now);

        Assert.Equal("g", (string?)plan.StatusPatch?["status"]?["tokenStatus"]?["revisionInitializer"]);
    }

    [Fact]
    public void Source_keeps_the_last_two_tokens_and_looks_again_when_the_next_roll_is_due()
    {
        RouteToken fresh = Token(3, ready: true) with { RevisionTime = Now };
        DomainRoute route = Route("alice", new DomainRouteTokenStatus { RevisionInitializer = "g", RevisionToken = fresh, Tokens = [Token(1, true), Token(2, true)] }, period: 300);

        DomainRouteOutcome plan = _reconciler.Reconcile(route, [Gateway("g", 0)], Now);

        Assert.Equal([2L, 3L], Revisions(plan));
        Assert.Equal(TimeSpan.FromSeconds(300), plan.RetryAfter);
    }

    [Fact]
    public void Token_that_is_seen_only_when_the_next_one_is_due_is_kept_all_the_same()
    {
        RouteToken late = Token(2, ready: true) with { RevisionTime = Now.AddSeconds(-301) };
        DomainRoute route = Route("alice", new DomainRouteTokenStatus { RevisionInitializer = "g", RevisionToken = late, Tokens = [Token(1, true)] }, period: 300);

        DomainRouteOutcome plan = _reconciler.Reconcile(route, [Gateway("g", 0)], Now);

        Assert.Equal([1L, 2L], Revisions(plan));
        Assert.False((bool?)plan.StatusPatch?["status"]?["tokenStatus"]?["revisionToken"]?["isReady"]);
    }

    [Fact]
    public void Token_from_before_the_clock_was_set_back_is_issued_anew()
    {
        RouteToken future = Token(3, ready: true) with { RevisionTime = Now.AddDays(3), ExpirationTime = Now.AddDays(4) };
        DomainRoute route = Route("alice", new DomainRouteTokenStatus { RevisionInitializer = "g", RevisionToken = future, Tokens = [Token(2, true), future] }, period: 300);

        DomainRouteOutcome plan = _reconciler.Reconcile(route, [Gateway("g", 0)], Now);

        JsonNode? revision = plan.StatusPatch?["status"]?["tokenStatus"]?["revisionToken"];
        Assert.False((bool?)revision?["isReady"]);
        Assert.Equal("2026-01-01T12:00:00Z", (string?)revision?["revisionTime"]);
    }

    [Fact]
    public void Roll_blanks_the_token_and_keeps_the_revision_and_the_tokens_in_force()
    {
        RouteToken old = Token(3, ready: true) with { RevisionTime = Now.AddSeconds(-300) };
        DomainRoute route = Route("alice", new DomainRouteTokenStatus { RevisionInitializer = "g", RevisionToken = old, Tokens = [old] }, period: 300);

        JsonObject? tokens = _reconciler.Reconcile(route, [Gateway("g", 0)], Now).StatusPatch?["status"]?["tokenStatus"]?.AsObject();

        Assert.True(tokens?["revisionToken"]?.AsObject().ContainsKey("token"));
        Assert.Null(tokens?["revisionToken"]?["token"]);
        Assert.False(tokens?["revisionToken"]?.AsObject().ContainsKey("revision"));
        Assert.False(tokens?.ContainsKey("tokens"));
    }

    [Theory]
    [InlineData("g1", false)]
    [InlineData("g1,g2", true)]
    public void Destination_releases_a_token_when_every_live_gateway_has_it(string instances, bool ready)
    {
        RouteToken revision = Token(1, ready: false) with { EffectiveInstances = instances.Split(',') };

        DomainRouteOutcome plan = _reconciler.Reconcile(Route("bob", new DomainRouteTokenStatus { RevisionToken = revision }), [Gateway("g1", 0), Gateway("g2", 0), Gateway("dead", 90)], Now);

        Assert.Equal(ready, (bool?)plan.StatusPatch?["status"]?["tokenStatus"]?["tokens"]?[0]?["isReady"]);
    }

    [Theory]
    [InlineData(1, 2, new long[] { 1, 3 })]
    [InlineData(2, 1, new long[] { 2, 3 })]
    public void Destination_keeps_the_token_that_the_source_has_shown_to_use(long beating, long silent, long[] kept)
    {
        RouteToken[] tokens = [Token(Math.Min(beating, silent), true), Token(Math.Max(beating, silent), true)];
        tokens = [.. tokens.Select(t => t.Revision == beating ? t with { HeartBeatTime = Now } : t)];
        DomainRoute route = Route("bob", new DomainRouteTokenStatus { RevisionToken = Token(3, false), Tokens = tokens });

        Assert.Equal(kept, Revisions(_reconciler.Reconcile(route, [Gateway("g", 0)], Now)));
    }

    [Fact]
    public void Destination_drops_a_token_two_minutes_after_its_end()
    {
        RouteToken expired = Token(1, true) with { ExpirationTime = Now.AddMinutes(-3) };
        DomainRoute route = Route("bob", new DomainRouteTokenStatus { RevisionToken = Token(2, true), Tokens = [expired, Token(2, true)] }, period: 300);

        Assert.Equal([2L], Revisions(_reconciler.Reconcile(route, [Gateway("g", 0)], Now)));
    }

    [Fact]
    public void Domain_in_between_has_no_tokens() =>
        Assert.Null(_reconciler.Reconcile(Route("carol", null), [Gateway("g", 0)], Now).StatusPatch);

    private static long[] Revisions(DomainRouteOutcome plan) =>
        [.. plan.StatusPatch?["status"]?["tokenStatus"]?["tokens"]?.AsArray().Select(t => (long)t!["revision"]!) ?? []]; // written by the plan

    private static RouteToken Token(long revision, bool ready) => new() { Revision = revision, IsReady = ready, Token = $"cipher-{revision}", ExpirationTime = Now.AddDays(1) };

    private static Gateway Gateway(string name, int secondsAgo) =>
        new() { Metadata = new ObjectMeta { Name = name }, Status = new GatewayStatus { HeartbeatTime = Now.AddSeconds(-secondsAgo) } };

    private static DomainRoute Route(string @namespace, DomainRouteTokenStatus? status, int period = 86400) => new()
    {
        Metadata = new ObjectMeta { Name = "alice-bob", Namespace = @namespace, ResourceVersion = "7" },
        Spec = new DomainRouteSpec
        {
            Source = "alice",
            Destination = "bob",
            AuthenticationType = "Token",
            TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN", RollingUpdatePeriod = period, SourcePublicKey = "a", DestinationPublicKey = "b" },
        },
        Status = status is null ? null : new DomainRouteStatus { TokenStatus = status },
    };
}
