using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>Jobs whose parties ask for resources, over KusciaAPI on two nodes.</summary>
public sealed class ResourceTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Job_with_resources_runs_with_them_to_its_end_on_both_nodes()
    {
        await nodes.RegisterEngineAsync("small-engine", "echo cpu=$$CONTAINER_CPU_LIMIT");
        using NodeApi api = new(nodes.Alice);

        await api.PostAsync("/api/v1/job/create", Job("granted", "small-engine", "500m", "256Mi"));

        KusciaJob job = await TwoNodes.AwaitJobAsync(nodes.Alice, "granted", Limit, JobPhase.Succeeded, JobPhase.Failed);
        Assert.True(job.Status?.Phase == JobPhase.Succeeded, job.Status?.Message + await TwoNodes.TaskTextAsync(nodes.Alice, job));
        KusciaJob atBob = await TwoNodes.AwaitJobAsync(nodes.Bob, "granted", Limit, JobPhase.Succeeded, JobPhase.Failed);
        Assert.Equal(JobPhase.Succeeded, atBob.Status?.Phase);
        foreach (NodeProcess node in nodes.Both)
        {
            KusciaTask? task = await node.Client.GetAsync(Kinds.KusciaTask, TwoNodes.Job("granted-1"), CancellationToken.None);
            ResourceRequirements? given = task?.Spec?.Parties?.Single(p => p.DomainID == node.Domain).Template?.Spec?.Containers?[0].Resources;
            Assert.Equal(("500m", "256Mi", "256Mi"), (given?.Limits?["cpu"].Text, given?.Limits?["memory"].Text, given?.Requests?["memory"].Text));
        }
    }

    [Fact]
    public async Task Job_that_is_too_large_for_the_own_node_is_refused_with_numbers_in_the_answer()
    {
        await nodes.RegisterEngineAsync("too-large", "true");
        using NodeApi api = new(nodes.Alice);

        await api.PostAsync("/api/v1/job/create", Job("too-large", "too-large", "1", "64Mi", "alice", "1000"));

        await TwoNodes.AwaitJobAsync(nodes.Alice, "too-large", Limit, JobPhase.Failed);
        Assert.Contains("0 of 1 pods fit on empty nodes: node alice-node has too little cpu: 1k wanted", await MessageAsync(api, "too-large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_that_is_too_large_for_a_partner_is_refused_with_the_numbers_there_and_the_reason_here()
    {
        await nodes.RegisterEngineAsync("too-large-there", "true");
        using NodeApi alice = new(nodes.Alice);
        using NodeApi bob = new(nodes.Bob);

        await alice.PostAsync("/api/v1/job/create", Job("too-large-there", "too-large-there", "1", "64Mi", "bob", "1000"));

        await TwoNodes.AwaitJobAsync(nodes.Alice, "too-large-there", Limit, JobPhase.Failed);
        await TwoNodes.AwaitJobAsync(nodes.Bob, "too-large-there", Limit, JobPhase.Failed);
        Assert.Contains("bob: has too little room for the resources asked of it", await MessageAsync(alice, "too-large-there"), StringComparison.Ordinal);
        Assert.Contains("node bob-node has too little cpu: 1k wanted", await MessageAsync(bob, "too-large-there"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_applied_with_identifiers_that_cannot_be_used_ends_with_the_reason()
    {
        KusciaJob job = TwoNodes.JobOf("by-kubectl", "secretflow-image", "alice");
        await nodes.Alice.Client.CreateAsync(Kinds.KusciaJob, job with { Spec = job.Spec! with { Tasks = [job.Spec.Tasks![0] with { TaskID = "t.x.1" }] } }, CancellationToken.None);

        KusciaJob ended = await TwoNodes.AwaitJobAsync(nodes.Alice, "by-kubectl", Limit, JobPhase.Failed);

        Assert.Contains("taskID \"t.x.1\" of task \"only\" is not allowed", ended.Status?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_in_another_namespace_is_warned_of_and_says_so()
    {
        string file = Path.Combine(nodes.Alice.Root, "elsewhere.json");
        await File.WriteAllTextAsync(file, """
            {"apiVersion":"kuscia.secretflow/v1alpha1","kind":"KusciaJob","metadata":{"name":"elsewhere","namespace":"default"},
             "spec":{"initiator":"alice","tasks":[{"alias":"a","appImage":"secretflow-image","taskInputConfig":"","parties":[{"domainID":"alice"}]}]}}
            """);

        (int code, string output, string error) = await nodes.Alice.KubectlAsync("apply", "-f", file);

        Assert.True(code == 0, output + error);
        Assert.Contains("Warning: KusciaJob \"elsewhere\" is in namespace \"default\", where nothing acts on it: create it in namespace \"cross-domain\"", error, StringComparison.Ordinal);
        await nodes.Alice.WaitForAsync(Kinds.KusciaJob, new ResourceName("default", "elsewhere"), j => j.Status?.Reason == "WrongNamespace", "told its place", Limit);
    }

    [Fact]
    public async Task What_the_node_needs_comes_back_when_it_is_deleted()
    {
        (int code, string output, string error) = await nodes.Bob.KubectlAsync("delete", "dds/default-data-source", "-n", "bob");
        (int imageCode, string imageOutput, string imageError) = await nodes.Bob.KubectlAsync("delete", "aimg/secretflow-image");

        Assert.True(code == 0 && imageCode == 0, output + error + imageOutput + imageError);
        await nodes.Bob.WaitForAsync(Kinds.DomainDataSource, new ResourceName("bob", "default-data-source"), _ => true, "made again", Limit);
        await nodes.Bob.WaitForAsync(Kinds.AppImage, ResourceName.Cluster("secretflow-image"), _ => true, "made again", Limit);
    }

    private static async Task<string> MessageAsync(NodeApi api, string job)
    {
        JsonNode answer = await api.PostAsync("/api/v1/job/query", new JsonObject { ["job_id"] = job });
        return answer["data"]!["status"]!["err_msg"]!.GetValue<string>();
    }

    private static JsonObject Job(string id, string image, string cpu, string memory, string? greedy = null, string greed = "") => new()
    {
        ["job_id"] = id,
        ["initiator"] = "alice",
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["alias"] = "only",
            ["task_id"] = $"{id}-1",
            ["app_image"] = image,
            ["parties"] = new JsonArray(Party("alice", cpu, memory, greedy, greed), Party("bob", cpu, memory, greedy, greed)),
        }),
    };

    private static JsonObject Party(string domain, string cpu, string memory, string? greedy, string greed) => new()
    {
        ["domain_id"] = domain,
        ["resources"] = new JsonObject { ["cpu"] = domain == greedy ? greed : cpu, ["memory"] = memory },
    };
}
