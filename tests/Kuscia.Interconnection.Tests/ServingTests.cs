using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>Deployments of two parties over two control planes; the test says what the Kubernetes Deployments make of themselves.</summary>
public sealed class ServingTests
{
    private static readonly ResourceName Name = Samples.CrossDomain("sv");

    [Fact]
    public async Task A_deployment_is_available_on_both_sides_once_both_parties_serve()
    {
        await using TwoClusters clusters = new();
        await StartAsync(clusters);

        KusciaDeployment waiting = await PhaseAsync(clusters.Bob, DeploymentPhase.Progressing, s => s.PartyDeploymentStatuses?.Count == 2);
        await ServeAsync(clusters.Alice, 1);
        KusciaDeployment half = await PhaseAsync(clusters.Bob, DeploymentPhase.Progressing, s => s.AvailableParties == 1);
        await ServeAsync(clusters.Bob, 1);
        KusciaDeployment alice = await PhaseAsync(clusters.Alice, DeploymentPhase.Available);
        KusciaDeployment bob = await PhaseAsync(clusters.Bob, DeploymentPhase.Available);

        Assert.Equal(("domainID: bob, reason: kd's pods: sv not found", 2), (waiting.Status!.Reason, waiting.Status.TotalParties));
        Assert.Equal("domainID: bob, reason: kd's pods: sv not found", half.Status!.Reason);
        Assert.Equal((2, null, 2, null), (alice.Status!.AvailableParties, alice.Status.Reason, bob.Status!.AvailableParties, bob.Status.Reason));
        Assert.Equal(("false", "alice", "bob", "bob"), (bob.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator), bob.Metadata.Annotation(WellKnownAnnotations.InitiatorMasterDomain), bob.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties), bob.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties)));
    }

    [Fact]
    public async Task A_change_reaches_the_partner_and_what_the_partner_changes_is_put_back()
    {
        await using TwoClusters clusters = new();
        await StartAsync(clusters);
        await clusters.Bob.WaitAsync(Kinds.Deployment, new ResourceName("bob", "sv"), _ => true);

        await clusters.Alice.Client.PatchAsync(Kinds.KusciaDeployment, Name, new JsonObject { ["spec"] = new JsonObject { ["inputConfig"] = "new" } }, null, default);
        await clusters.Bob.WaitAsync(Kinds.Deployment, new ResourceName("bob", "sv"), d => InputOf(d) == "new");
        await clusters.Bob.Client.PatchAsync(Kinds.KusciaDeployment, Name, new JsonObject { ["spec"] = new JsonObject { ["inputConfig"] = "own" } }, null, default);

        await clusters.Bob.WaitAsync(Kinds.KusciaDeployment, Name, d => d.Spec?.InputConfig == "new");
        await clusters.Bob.WaitAsync(Kinds.Deployment, new ResourceName("bob", "sv"), d => InputOf(d) == "new");
    }

    [Fact]
    public async Task A_copy_that_the_partner_deletes_is_made_again_and_goes_with_the_original()
    {
        await using TwoClusters clusters = new();
        await StartAsync(clusters);
        KusciaDeployment copy = await clusters.Bob.WaitAsync(Kinds.KusciaDeployment, Name, _ => true);

        await clusters.Bob.Client.DeleteAsync(Kinds.KusciaDeployment, Name, null, default);
        await clusters.Bob.WaitAsync(Kinds.KusciaDeployment, Name, d => d.Metadata.Uid != copy.Metadata.Uid);
        await clusters.Bob.WaitAsync(Kinds.Deployment, new ResourceName("bob", "sv"), d => d.Metadata.Label(WellKnownLabels.KdUid) != copy.Metadata.Uid);
        await clusters.Alice.Client.DeleteAsync(Kinds.KusciaDeployment, Name, null, default);

        foreach (Cluster cluster in clusters.Both)
        {
            await cluster.NoneAsync(Kinds.KusciaDeployment, _ => true);
            await cluster.NoneAsync(Kinds.KusciaDeploymentSummary, _ => true);
            await cluster.NoneAsync(Kinds.Deployment, _ => true);
            await cluster.NoneAsync(Kinds.Service, s => s.Metadata.Namespace == cluster.Domain);
            await cluster.NoneAsync(Kinds.ConfigMap, c => c.Metadata.Namespace == cluster.Domain);
        }
    }

    [Fact]
    public async Task A_partner_that_cannot_carry_out_its_part_is_named_with_the_reason_until_it_can()
    {
        await using TwoClusters clusters = new();
        await clusters.StartAsync();
        await clusters.Alice.Client.CreateAsync(Kinds.AppImage, Samples.Image("only-here"), default);
        await clusters.Alice.Client.CreateAsync(Kinds.KusciaDeployment, Sample("only-here"), default);

        KusciaDeployment alice = await PhaseAsync(clusters.Alice, DeploymentPhase.Failed);
        await clusters.Bob.Client.CreateAsync(Kinds.AppImage, Samples.Image("only-here"), default);
        await ServeAsync(clusters.Alice, 1);
        await ServeAsync(clusters.Bob, 1);

        Assert.Equal("BuildPartyKitInfoFailed", alice.Status!.Reason);
        Assert.StartsWith("party[bob] deployment failed info: failed to build domain alice kit info", alice.Status.Message, StringComparison.Ordinal);
        await PhaseAsync(clusters.Alice, DeploymentPhase.Available);
        await PhaseAsync(clusters.Bob, DeploymentPhase.Available);
    }

    [Fact]
    public async Task A_party_that_is_taken_out_leaves_nothing_behind()
    {
        await using TwoClusters clusters = new();
        await StartAsync(clusters);
        await clusters.Bob.WaitAsync(Kinds.Deployment, new ResourceName("bob", "sv"), _ => true);

        await ChangePartiesAsync(clusters, new DeploymentParty { DomainID = "alice", AppImageRef = "psi-image", Role = "guest" });

        await clusters.Bob.NoneAsync(Kinds.KusciaDeployment, _ => true);
        await clusters.Bob.NoneAsync(Kinds.Deployment, _ => true);
        await clusters.Alice.WaitAsync(Kinds.Deployment, new ResourceName("alice", "sv-guest"), _ => true);
        await clusters.Alice.NoneAsync(Kinds.Deployment, d => d.Metadata.Name == "sv");
        await clusters.Alice.NoneAsync(Kinds.Service, s => s.Metadata.Name == "sv-psi");
        await clusters.Alice.NoneAsync(Kinds.KusciaDeploymentSummary, _ => true);
    }

    private static async Task ChangePartiesAsync(TwoClusters clusters, params DeploymentParty[] parties) => await clusters.Alice.Client.UpdateAsync(
        Kinds.KusciaDeployment, Name, d => d with { Spec = d.Spec! with { Parties = parties } }, null, default);

    private static async Task StartAsync(TwoClusters clusters)
    {
        await clusters.StartAsync();
        await clusters.Alice.Client.CreateAsync(Kinds.KusciaDeployment, Sample("psi-image"), default);
    }

    private static KusciaDeployment Sample(string image) => new()
    {
        Metadata = new ObjectMeta { Name = "sv", Namespace = WellKnownNames.CrossDomainNamespace, Labels = new Dictionary<string, string> { [WellKnownLabels.AppType] = "serving" } },
        Spec = new KusciaDeploymentSpec
        {
            Initiator = "alice",
            InputConfig = "old",
            Parties = [new DeploymentParty { DomainID = "alice", AppImageRef = image }, new DeploymentParty { DomainID = "bob", AppImageRef = image }],
        },
    };

    private static string? InputOf(Deployment deployment) =>
        deployment.Spec?.Template?.Spec?.Containers?[0].Env?.Single(e => e.Name == "INPUT_CONFIG").Value;

    private static Task<KusciaDeployment> PhaseAsync(Cluster cluster, string phase, Func<KusciaDeploymentStatus, bool>? also = null) =>
        cluster.WaitAsync(Kinds.KusciaDeployment, Name, d => d.Status?.Phase == phase && (also is null || also(d.Status)));

    private static async Task ServeAsync(Cluster cluster, int replicas)
    {
        ResourceName name = new(cluster.Domain, "sv");
        await cluster.WaitAsync(Kinds.Deployment, name, _ => true);
        await cluster.Client.UpdateAsync(
            Kinds.Deployment, name,
            d => d with { Status = new DeploymentStatus { Replicas = replicas, UpdatedReplicas = replicas, ReadyReplicas = replicas, AvailableReplicas = replicas } }, "status", default);
    }
}
