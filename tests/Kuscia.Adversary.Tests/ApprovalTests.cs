using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Adversary.Tests;

/// <summary>What a partner's job may do here: nothing before the operator has approved it, and then only with data that is meant for it.</summary>
[Collection(HostCollection.Name)]
public class ApprovalTests(HostSiege siege)
{
    private const string Prefix = "kuscia.secretflow/";
    private const string Secret = "last-words-of-the-engine-91c4";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Job_under_a_false_flag_does_not_run_without_approval()
    {
        GatedEngine engine = await GatedEngine.RegisterAsync([siege.Node], "flagged", 0);
        GatedEngine control = await GatedEngine.RegisterAsync([siege.Node], "approved", 0);
        List<HostedJob> jobs = [.. FalseFlags().Select((f, i) => HostedJob.Offer(siege, $"flagged-{i}", "flagged", "{}", f.Job, f.Summary))];
        jobs.ForEach(j => j.PretendScheduled());
        await siege.AwaitTakenAsync();

        // By the time an honest job runs, each of the others could have been running, too.
        HostedJob honest = HostedJob.Offer(siege, "approved", "approved");
        await honest.ApproveAsync();
        await honest.ScheduleAsync();
        await honest.AwaitPartyAsync("Running");

        List<string> faults = [.. engine.Starts(siege.Node).Select(p => $"the engine was started as process {p}")];
        foreach (HostedJob job in jobs)
        {
            KusciaJob? taken = await siege.Node.Client.GetAsync(Kinds.KusciaJob, TwoNodes.Job(job.Name), CancellationToken.None);
            faults.AddRange(taken?.Status?.Phase is null or "AwaitingApproval" or "Failed" or "ApprovalReject" or "Initialized" ? [] : [$"{job.Name} is {taken.Status?.Phase}"]);
            faults.AddRange(taken?.Status?.ApproveStatus?.ContainsKey("alice") == true ? [$"{job.Name} counts as approved by alice: {taken.Status.ApproveStatus["alice"]}"] : []);
        }

        engine.Open();
        control.Open();
        siege.Bob.Mailbox.Clear();
        Report.Empty(faults);
    }

    [Fact]
    public async Task Outputs_that_would_overwrite_and_inputs_that_nobody_registered_are_refused_before_the_engine_starts()
    {
        string folder = Path.Combine(siege.Node.Root, "var", "storage", "data");
        string victim = Path.Combine(folder, "victim.csv");
        await File.WriteAllTextAsync(victim, "id,value\n1,2\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "unregistered.csv"), "id,value\n1,2\n");
        siege.Bob.Mailbox.Put(ForgedTable());
        StoreSnapshot before = await siege.LookAsync();
        List<HostedJob> jobs = [.. ForbiddenData().Select((config, i) => HostedJob.Offer(siege, $"forbidden-{i}", "secretflow-image", config))];
        List<string> faults = [];
        foreach (HostedJob job in jobs)
        {
            faults.AddRange(await TryAsync(job));
        }

        siege.Bob.Mailbox.Clear();
        Report.Empty([.. faults, .. before.ChangesTo(await siege.LookAsync()).Where(c => c.Contains(HostSiege.Treasure, StringComparison.Ordinal) && !c.StartsWith("added", StringComparison.Ordinal))]);
        Assert.Equal("id,value\n1,2\n", await File.ReadAllTextAsync(victim));
    }

    [Fact]
    public async Task Last_words_of_a_failed_engine_stay_here()
    {
        await TwoNodes.RegisterEngineAsync("talkative", $"echo {Secret} of $$KUSCIA_CONTAINER_ROOT; echo {Secret} >&2; exit 3", siege.Node);
        HostedJob job = HostedJob.Offer(siege, "talkative", "talkative");
        await job.ApproveAsync();
        await job.ScheduleAsync();

        await job.AwaitPartyAsync("Failed");

        await siege.AwaitTakenAsync();
        string[] told = [.. siege.Bob.Received.Where(r => r.Body.Contains(Secret, StringComparison.Ordinal) || r.Body.Contains(siege.Node.Root, StringComparison.Ordinal)).Select(r => $"{r}: {r.Body}")];
        siege.Bob.Mailbox.Clear();
        Report.Empty(told);
        KusciaTask? task = await siege.Node.Client.GetAsync(Kinds.KusciaTask, TwoNodes.Job(job.TaskId), CancellationToken.None);
        Assert.True(task is null || task.Status?.PodStatuses?.Values.Any(p => p.TerminationLog?.Contains(Secret, StringComparison.Ordinal) == true || p.Message?.Contains(Secret, StringComparison.Ordinal) == true) == true, "the own side sees them");
    }

    private async Task<IReadOnlyList<string>> TryAsync(HostedJob job)
    {
        KusciaJob? last = null;
        try
        {
            // What cannot be right may be refused before anybody is asked, or when the task would start.
            await Eventually.TrueAsync(
                async () => (last = await siege.Node.Client.GetAsync(Kinds.KusciaJob, TwoNodes.Job(job.Name), CancellationToken.None))?.Status?.Phase is "AwaitingApproval" or "Failed",
                () => "not taken", Limit);
            if (last?.Status?.Phase == "Failed")
            {
                return [];
            }

            await job.ApproveAsync();
            await Task.WhenAny(job.ScheduleAsync(), (Task)AwaitFailedAsync(job)).Unwrap();
            await Task.WhenAny(job.AwaitPartyAsync("Failed"), AwaitFailedAsync(job)).Unwrap();
        }
        catch (Exception e) when (e is TimeoutException or Xunit.Sdk.XunitException)
        {
            return [$"{job.Name}: {e.Message}"];
        }

        return GatedEngine.AnyProcess(siege.Node, job.Name) ? [$"{job.Name}: an engine was started"] : [];
    }

    private Task<KusciaJob> AwaitFailedAsync(HostedJob job) =>
        siege.Node.WaitForAsync(Kinds.KusciaJob, TwoNodes.Job(job.Name), j => j.Status?.Phase == "Failed", "refused", Limit);

    private static IEnumerable<(Action<JsonObject>? Job, Action<JsonObject>? Summary)> FalseFlags()
    {
        foreach (string initiator in new[] { "alice", "carol", "nobody", "" })
        {
            yield return (j => j["spec"]!["initiator"] = initiator, null);
            yield return (j => Annotate(j, "initiator", initiator), s => Annotate(s, "initiator", initiator));
            yield return (
                j =>
                {
                    j["spec"]!["initiator"] = initiator;
                    Annotate(j, "initiator", initiator);
                    Annotate(j, "self-cluster-as-initiator", "true");
                    Annotate(j, "initiator-master-domain", initiator);
                },
                s => Annotate(s, "initiator", initiator));
        }

        yield return (j => Annotate(j, "self-cluster-as-initiator", "true"), null);
        yield return (j => Annotate(j, "interconn-self-parties", "bob"), s => Annotate(s, "interconn-self-parties", "bob"));
        yield return (j => Annotate(j, "interconn-kuscia-parties", "alice_bob_carol"), s => Annotate(s, "interconn-kuscia-parties", "alice_bob_carol"));
        yield return (null, s => s["status"]!["approveStatus"] = new JsonObject { ["alice"] = "JobAccepted", ["bob"] = "JobAccepted" });
        yield return (j => j["status"] = new JsonObject { ["phase"] = "Running", ["approveStatus"] = new JsonObject { ["alice"] = "JobAccepted" } }, null);
        yield return (null, s =>
        {
            s["status"]!["phase"] = "Running";
            s["status"]!["stageStatus"] = new JsonObject { ["alice"] = "JobStartStageSucceeded", ["bob"] = "JobStartStageSucceeded" };
        }
        );
        foreach (string stage in new[] { "Start", "Restart", "Suspend" })
        {
            yield return (null, s =>
            {
                s["spec"]!["stage"] = stage;
                s["metadata"]!["labels"]![Prefix + "job-stage-version"] = "5";
            }
            );
        }
    }

    private static IEnumerable<string> ForbiddenData()
    {
        foreach (string uri in new[] { "victim.csv", "./victim.csv", "sub/../victim.csv", "../data/victim.csv", "../../../etc/kubeconfig", "/etc/passwd", "victim.csv/", "new\n.csv" })
        {
            yield return PsiInput.Config("treasure", "new-output", uri);
        }

        yield return PsiInput.Config("treasure", HostSiege.Treasure, "new.csv");
        foreach (string input in new[] { "unregistered", "unregistered.csv", "../treasure", "forged", "" })
        {
            yield return PsiInput.Config(input, "new-output", "new.csv");
        }
    }

    // Says that it is alice's own, and points at a file that nobody registered.
    private static JsonObject ForgedTable()
    {
        JsonObject forged = MailboxObject.Data("forged", "bob", "alice");
        forged["spec"]!["author"] = "alice";
        forged["spec"]!["relativeURI"] = "unregistered.csv";
        forged["spec"]!["vendor"] = "manual";
        return forged;
    }

    private static void Annotate(JsonObject value, string key, string text) => value["metadata"]!["annotations"]![Prefix + key] = text;
}
