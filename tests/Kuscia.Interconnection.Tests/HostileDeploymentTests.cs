using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>What a hostile host writes about deployments.</summary>
public sealed class HostileDeploymentTests
{
    [Theory]
    [InlineData("alice", "initiator")]
    [InlineData("carol", "initiator")]
    [InlineData("cross-domain", "initiator")]
    [InlineData("../x", "spec.initiator is no domain id")]
    public async Task A_deployment_whose_initiator_is_no_domain_of_its_host_is_refused_with_the_reason(string initiator, string reason)
    {
        await using HostileHost host = new();
        await host.StartAsync();

        await MailAsync(host, d => d with { Spec = d.Spec! with { Initiator = initiator } });

        await IsRefusedAsync(host, reason);
    }

    [Theory]
    [InlineData("domain", "spec.parties[1].domainID is no domain id")]
    [InlineData("role", "spec.parties[1].role is no role")]
    [InlineData("prefix", "spec.parties[1].serviceNamePrefix")]
    [InlineData("replicas", "spec.parties[1].template.replicas -1")]
    [InlineData("amount", "spec.parties[1].template.spec.containers[0].resources.limits")]
    [InlineData("strategy", "spec.parties[1].template.strategy.type")]
    [InlineData("none", "spec.parties has 0 entries")]
    [InlineData("others", "no party of the deployment is a domain of alice's cluster")]
    public async Task What_is_out_of_its_range_is_refused_by_its_path(string what, string reason)
    {
        await using HostileHost host = new();
        await host.StartAsync();

        await MailAsync(host, d => d with { Spec = d.Spec! with { Parties = Bad(d.Spec.Parties!, what) } });

        await IsRefusedAsync(host, reason);
    }

    [Fact]
    public async Task Of_a_container_of_the_host_only_the_amounts_are_taken()
    {
        await using HostileHost host = new();
        await host.StartAsync();

        await MailAsync(host, d => d with
        {
            Spec = d.Spec! with
            {
                Parties =
                [
                    d.Spec.Parties![0],
                    d.Spec.Parties[1] with { Template = new PartyTemplate { Spec = new AppPodSpec { Containers = [new AppContainer { Name = "engine", Command = ["evil"], WorkingDir = "/", Env = [new EnvVar { Name = "EVIL", Value = "1" }] }] } } },
                ],
            },
        });

        Deployment made = await host.Alice.WaitAsync(Kinds.Deployment, new ResourceName("alice", "sv"), _ => true);
        Container container = Assert.Single(made.Spec!.Template!.Spec!.Containers!);
        Assert.Equal(["engine"], container.Command);
        Assert.DoesNotContain(container.Env!, e => e.Name == "EVIL");
    }

    [Fact]
    public async Task What_the_host_tells_of_alices_own_party_or_of_strangers_is_not_taken()
    {
        await using HostileHost host = new();
        await host.StartAsync();
        await MailAsync(host, d => d);
        await host.Alice.WaitAsync(Kinds.KusciaDeployment, Samples.CrossDomain("sv"), d => d.Status?.PartyDeploymentStatuses?.ContainsKey("alice") == true);

        JsonObject part = new() { ["sv"] = new JsonObject { ["phase"] = "Available", ["replicas"] = 9, ["updatedReplicas"] = 9, ["availableReplicas"] = 9, ["unavailableReplicas"] = -5 } };
        await host.Bob.PatchAsync(
            Kinds.KusciaDeploymentSummary, new ResourceName("alice", "sv"),
            new JsonObject { ["status"] = new JsonObject { ["partyDeploymentStatuses"] = new JsonObject { ["alice"] = part.DeepClone(), ["bob"] = part.DeepClone(), ["stranger"] = part } } }, null, default);

        KusciaDeployment told = await host.Alice.WaitAsync(Kinds.KusciaDeployment, Samples.CrossDomain("sv"), d => d.Status?.PartyDeploymentStatuses?.ContainsKey("bob") == true);
        Assert.Equal(["alice", "bob"], told.Status!.PartyDeploymentStatuses!.Keys.Order());
        Assert.Equal((0, 0), (told.Status.PartyDeploymentStatuses["alice"]["sv"].Replicas, told.Status.PartyDeploymentStatuses["bob"]["sv"].UnavailableReplicas));
    }

    private static IReadOnlyList<DeploymentParty> Bad(IReadOnlyList<DeploymentParty> parties, string what)
    {
        DeploymentParty own = parties[1];
        Dictionary<string, IntOrString> amount = new() { ["cpu"] = IntOrString.FromString("many") };
        return what switch
        {
            "domain" => [parties[0], own with { DomainID = "../alice" }],
            "role" => [parties[0], own with { Role = "a/b" }],
            "prefix" => [parties[0], own with { ServiceNamePrefix = "9x" }],
            "replicas" => [parties[0], own with { Template = new PartyTemplate { Replicas = -1 } }],
            "amount" => [parties[0], own with { Template = new PartyTemplate { Spec = new AppPodSpec { Containers = [new AppContainer { Name = "engine", WorkingDir = "", Resources = new ResourceRequirements { Limits = amount } }] } } }],
            "strategy" => [parties[0], own with { Template = new PartyTemplate { Strategy = new DeploymentStrategy { Type = "Odd" } } }],
            "others" => [parties[0]],
            _ => [],
        };
    }

    private static async Task MailAsync(HostileHost host, Func<KusciaDeployment, KusciaDeployment> change)
    {
        KusciaDeployment deployment = new()
        {
            Metadata = HostileHost.Mailed("sv"),
            Spec = new KusciaDeploymentSpec
            {
                Initiator = "bob",
                InputConfig = "x",
                Parties = [new DeploymentParty { DomainID = "bob", AppImageRef = "psi-image" }, new DeploymentParty { DomainID = "alice", AppImageRef = "psi-image" }],
            },
        };
        await host.Bob.CreateAsync(Kinds.KusciaDeploymentSummary, new KusciaDeploymentSummary { Metadata = HostileHost.Mailed("sv"), Status = new KusciaDeploymentStatus() }, default);
        await host.Bob.CreateAsync(Kinds.KusciaDeployment, change(deployment), default);
    }

    private static async Task IsRefusedAsync(HostileHost host, string reason)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await foreach (WatchEvent<KusciaDeploymentSummary> change in host.Bob.WatchAsync(Kinds.KusciaDeploymentSummary, "alice", ListOptions.All, limit.Token))
        {
            if (change.Resource.Status is { Phase: DeploymentPhase.Failed } status)
            {
                Assert.Equal("ValidateFailed", status.Reason);
                Assert.Contains(reason, status.Message, StringComparison.Ordinal);
                Assert.Empty((await host.Alice.Client.ListAsync(Kinds.KusciaDeployment, null, ListOptions.All, default)).Items);
                return;
            }
        }
    }
}
