using Kuscia.Controllers.Serving;
using Kuscia.Controllers.Tasks;
using Kuscia.Model;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Serving.ServingSamples;

namespace Kuscia.Controllers.Tests.Serving;

public sealed class ServingReconcilerTests
{
    private static readonly ServingReconciler Reconciler = new((_, count) => [.. Enumerable.Range(20000, count)]);

    [Fact]
    public void Ports_and_parties_are_noted_before_anything_is_made()
    {
        ServingOutcome first = Reconciler.Reconcile(View(Deployed(Party("alice"), Party("bob"))));
        ServingOutcome second = Reconciler.Reconcile(View(Deployed(Party("alice"), Party("bob")) with { Metadata = first.Metadata! }));

        Assert.Empty(first.Parties);
        Assert.Equal("""[{"domainID":"alice","namedPort":{"peer":20001,"service":20000}}]""", first.Metadata?.Annotation(WellKnownAnnotations.AllocatedPorts));
        Assert.Equal(("bob", "alice", "true"), (first.Metadata?.Annotation(WellKnownAnnotations.InterconnKusciaParties), first.Metadata?.Annotation(WellKnownAnnotations.InterconnSelfParties), first.Metadata?.Annotation(WellKnownAnnotations.SelfClusterAsInitiator)));
        Assert.Null(second.Metadata);
        Assert.Equal((20000, 0), (second.Parties[0].Numbers["service"], second.Parties[1].Numbers.Count));
    }

    [Fact]
    public void Ports_stay_when_an_image_names_one_more()
    {
        ServingOutcome first = Reconciler.Reconcile(View(Deployed(Party("alice"))));
        ServingView view = View(Deployed(Party("alice")) with { Metadata = first.Metadata! });

        ServingOutcome next = new ServingReconciler((_, count) => [.. Enumerable.Range(30000, count)]).Reconcile(view with { AppImages = new Dictionary<string, AppImage?> { ["web"] = Image("service", "peer", "more") } });

        IReadOnlyDictionary<string, int>? ports = Assert.Single(AllocatedPorts.Of(next.Metadata!)).NamedPort;
        Assert.Equal((20000, 20001, 30000), (ports?["service"], ports?["peer"], ports?["more"]));
    }

    [Fact]
    public void Two_roles_of_one_domain_have_ports_of_their_own()
    {
        int next = 20000;
        ServingOutcome outcome = new ServingReconciler((_, count) => [.. Enumerable.Range((next += 10) - 10, count)]).Reconcile(View(Deployed(Party("alice", "one"), Party("alice", "two"))));

        int[] ports = [.. AllocatedPorts.Of(outcome.Metadata!).SelectMany(p => p.NamedPort!.Values)];
        Assert.Equal(4, ports.Distinct().Count());
    }

    [Theory]
    [InlineData("bob", null, "kusciaDeployment sv initiator alice should be one of the parties")]
    [InlineData("alice,carol", null, "domain \"carol\" is not known in this cluster; register it, or leave it out")]
    [InlineData("alice,alice", null, "party \"alice\" appears twice with role \"\"; give each appearance a role of its own")]
    [InlineData("", null, "kusciaDeployment sv has no parties; name at least the initiator")]
    public void What_is_wrong_with_a_spec_is_told(string parties, string? prefix, string message)
    {
        DeploymentParty[] all = [.. parties.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => Party(p) with { ServiceNamePrefix = prefix })];

        ServingFault? fault = Reconciler.Reconcile(View(Deployed(all))).Fault;

        Assert.Equal(new ServingFault("ValidateFailed", message), fault);
    }

    [Fact]
    public void No_port_is_a_fault()
    {
        ServingOutcome outcome = new ServingReconciler((_, _) => null).Reconcile(View(Deployed(Party("alice"))));

        Assert.Equal(new ServingFault("AllocatePortsFailed", "no available port to allocate, allocated port count=2, namespace=alice"), outcome.Fault);
    }
}
