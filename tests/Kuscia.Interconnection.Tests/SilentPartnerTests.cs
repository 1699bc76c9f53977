using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Tests;

/// <summary>A partner that dies while the engines run, as the routes show it.</summary>
public sealed class SilentPartnerTests
{
    [Fact]
    public async Task A_partner_that_dies_mid_job_fails_the_job_on_the_other_side_within_the_lifecycle()
    {
        await using TwoClusters clusters = new();
        foreach (Cluster cluster in clusters.Both)
        {
            await RouteAsync(cluster, true);
        }

        KusciaJob job = await clusters.StartWithRunningJobAsync(new ScheduleConfig { LifecycleSeconds = 3 });
        string task = job.Spec!.Tasks![0].TaskID!;
        clusters.AliceFromBob.Unreachable = true;
        foreach (Cluster cluster in clusters.Both)
        {
            await cluster.Agent.EndAsync(new ResourceName(cluster.Domain, $"{task}-0"), new Run(0));
        }

        await Task.WhenAll(clusters.Both.Select(c => RouteAsync(c, false)));

        foreach (Cluster cluster in clusters.Both)
        {
            string other = cluster == clusters.Alice ? "bob" : "alice";
            KusciaJob failed = await cluster.JobPhaseAsync("job-1", JobPhase.Failed);
            Assert.Contains($"{other} has not been heard since", failed.Status!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_outage_shorter_than_the_lifecycle_is_survived()
    {
        await using TwoClusters clusters = new();
        await RouteAsync(clusters.Alice, true);
        KusciaJob job = await clusters.StartWithRunningJobAsync();
        string task = job.Spec!.Tasks![0].TaskID!;
        clusters.AliceFromBob.Unreachable = true;
        await RouteAsync(clusters.Alice, false);
        await clusters.Alice.Agent.EndAsync(new ResourceName("alice", $"{task}-0"), new Run(0));
        KusciaTask waiting = await clusters.Alice.WaitAsync(Kinds.KusciaTask, Samples.CrossDomain(task), t => t.Status?.Conditions.Find("PartnersHeard")?.Status == "False");
        Assert.Contains("(lifecycleSeconds 300) its part counts as failed", waiting.Status!.Conditions.Find("PartnersHeard")!.Message, StringComparison.Ordinal);
        await clusters.Alice.JobAsync("job-1", j => j.Status?.Message?.Contains("bob has not been heard since", StringComparison.Ordinal) == true);

        await clusters.Bob.Agent.EndAsync(new ResourceName("bob", $"{task}-0"), new Run(0));
        clusters.AliceFromBob.Unreachable = false;
        await RouteAsync(clusters.Alice, true);

        foreach (Cluster cluster in clusters.Both)
        {
            await cluster.JobPhaseAsync("job-1", JobPhase.Succeeded);
        }
    }

    private static async Task RouteAsync(Cluster cluster, bool ready)
    {
        string other = cluster.Domain == "alice" ? "bob" : "alice";
        ResourceName name = ResourceName.Cluster($"{cluster.Domain}-{other}");
        if (await cluster.Client.GetAsync(Kinds.ClusterDomainRoute, name, default) is null)
        {
            ClusterDomainRoute route = new() { Metadata = new ObjectMeta { Name = name.Name }, Spec = new DomainRouteSpec { Source = cluster.Domain, Destination = other, AuthenticationType = "Token" } };
            await cluster.Client.CreateAsync(Kinds.ClusterDomainRoute, route, default);
        }

        JsonObject condition = new()
        {
            ["type"] = "Ready",
            ["status"] = ready ? "True" : "False",
            ["lastTransitionTime"] = KubernetesTimeConverter.ToText(TimeProvider.System.GetUtcNow()),
        };
        await cluster.Client.PatchAsync(
            Kinds.ClusterDomainRoute, name, new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) } }, "status", default);
    }
}
