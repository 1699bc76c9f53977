using Kuscia.Controllers.Domains;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Domains;

public sealed class DomainReconcilerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, DomainSpec, bool, bool, string?> Bootstraps => new()
    {
        // name, spec, account, cluster rights, route
        { "peer", new DomainSpec { Role = "partner", InterConnProtocols = ["kuscia"], AuthCenter = Token() }, true, false, "bob-alice" },
        { "peer naming itself", new DomainSpec { Role = "partner", Master = "bob", AuthCenter = Token() }, true, false, "bob-alice" },
        { "behind another master", new DomainSpec { Role = "partner", Master = "carol", AuthCenter = Token() }, false, false, null },
        { "bfia partner", new DomainSpec { Role = "partner", InterConnProtocols = ["bfia"], AuthCenter = Token() }, true, true, "bob-alice" },
        { "lite", new DomainSpec { AuthCenter = Token() }, true, true, "bob-alice" },
        { "lite without authCenter", new DomainSpec(), true, true, null },
    };

    [Theory]
    [MemberData(nameof(Bootstraps))]
    public void Bootstrap_depends_on_who_runs_the_domain(string name, DomainSpec spec, bool account, bool clusterRights, string? route)
    {
        DomainOutcome plan = DomainReconciler.Reconcile(Domain("bob", spec), "alice");

        Assert.True(plan.Bootstrap, name);
        Assert.Equal((account, clusterRights, route), (plan.Account, plan.ClusterRights, plan.Route?.Metadata.Name));
    }

    [Fact]
    public void Own_domain_of_the_control_plane_gets_no_route_to_itself() =>
        Assert.Null(DomainReconciler.Reconcile(Domain("alice", new DomainSpec { AuthCenter = Token() }), "alice").Route);

    [Fact]
    public void Namespace_labels_follow_role_and_protocol()
    {
        DomainOutcome partner = DomainReconciler.Reconcile(Domain("bob", new DomainSpec { Role = "partner", InterConnProtocols = ["kuscia"] }), "alice");
        DomainOutcome own = DomainReconciler.Reconcile(Domain("alice", new DomainSpec()), "alice");

        Assert.Equal(("partner", "kuscia"), (partner.NamespaceLabels[WellKnownLabels.Role], partner.NamespaceLabels[WellKnownLabels.InterconnProtocols]));
        Assert.Equal("bob", partner.Master);
        Assert.Null(own.NamespaceLabels[WellKnownLabels.Role]);
        Assert.True(own.IsOwn);
    }

    [Fact]
    public void Quota_exists_for_own_domains_that_have_a_limit()
    {
        DomainOutcome limited = DomainReconciler.Reconcile(Domain("alice", new DomainSpec { ResourceQuota = new DomainResourceQuota { PodMaxCount = 7 } }), "alice");

        Assert.Equal("7", limited.Quota?.Spec?.Hard?["pods"].ToString());
        Assert.Null(limited.Quota?.Metadata.OwnerReferences);
        Assert.Null(DomainReconciler.Reconcile(Domain("alice", new DomainSpec()), "alice").Quota);
    }

    [Theory]
    [InlineData("")]
    [InlineData("events.k8s.io")]
    public void A_domain_may_write_events_of_both_groups(string group) =>
        Assert.Contains(DomainRights.InNamespace, r => r.ApiGroups!.Contains(group) && r.Resources!.Contains("events") && r.Verbs!.Contains("create"));

    [Fact]
    public void Finished_bootstrap_is_not_repeated()
    {
        Domain domain = Domain("alice", new DomainSpec());
        domain = domain with { Metadata = domain.Metadata with { Labels = new Dictionary<string, string> { [WellKnownLabels.DomainAuth] = "completed" } } };

        Assert.False(DomainReconciler.Reconcile(domain, "alice").Bootstrap);
    }

    [Fact]
    public void One_used_and_one_unused_token_are_kept()
    {
        DeployTokenStatus[] before =
        [
            new() { Token = "old", State = "used", LastTransitionTime = Now.AddDays(-2) },
            new() { Token = "new", State = "used", LastTransitionTime = Now.AddDays(-1) },
        ];

        IReadOnlyList<DeployTokenStatus> after = DeployTokens.Next(before, () => "fresh", Now);

        Assert.Equal(["new used", "fresh unused"], after.Select(t => $"{t.Token} {t.State}"));
        Assert.Same(after[1], DeployTokens.Next(after, () => "never", Now)[1]);
        Assert.Matches("^[2-9a-zA-Z]{32}$", DeployTokens.Generate());
    }

    [Fact]
    public void Node_heartbeats_alone_are_not_written()
    {
        Domain domain = Domain("alice", new DomainSpec()) with
        {
            Status = new DomainStatus
            {
                DeployTokenStatuses = [new DeployTokenStatus { Token = "t", State = "unused" }],
                NodeStatuses = [new DomainNodeStatus { Name = "n", Version = "v1", Status = "Ready", LastHeartbeatTime = Now }],
            },
        };

        Assert.Null(DomainStatusOutcome.Patch(domain, [Node("True", Now.AddSeconds(20))], () => "x", Now));
        Assert.Equal("NotReady", (string?)DomainStatusOutcome.Patch(domain, [Node("False", Now.AddSeconds(20))], () => "x", Now)?["status"]?["nodeStatuses"]?[0]?["status"]);
    }

    private static Node Node(string ready, DateTimeOffset heartbeat) => new()
    {
        Metadata = new ObjectMeta { Name = "n" },
        Status = new NodeStatus { NodeInfo = new NodeSystemInfo { KubeletVersion = "v1" }, Conditions = [new Condition { Type = "Ready", Status = ready, LastHeartbeatTime = heartbeat }] },
    };

    private static AuthCenter Token() => new() { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" };

    private static Domain Domain(string name, DomainSpec spec) => new() { Metadata = new ObjectMeta { Name = name, Uid = "u" }, Spec = spec };
}
