using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>A job that bob hosts and alice takes part in, moved on from bob's mailbox by hand.</summary>
internal sealed class HostedJob(HostSiege siege, string name)
{
    private const string Jobs = "kusciajobsummaries";
    private const string Tasks = "kusciatasksummaries";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public string Name => name;

    public string TaskId { get; } = $"{name}-t";

    /// <summary>Puts the job and its summary into the mailbox, spoilt if wanted.</summary>
    public static HostedJob Offer(HostSiege siege, string name, string appImage, string inputConfig = "{}", Action<JsonObject>? spoilJob = null, Action<JsonObject>? spoilSummary = null)
    {
        JsonObject job = MailboxObject.Job(name, "bob", "alice", appImage, inputConfig);
        JsonObject summary = MailboxObject.JobSummary(name, "bob", "alice");
        spoilJob?.Invoke(job);
        spoilSummary?.Invoke(summary);
        siege.Bob.Mailbox.Put(summary);
        siege.Bob.Mailbox.Put(job);
        return new HostedJob(siege, name);
    }

    /// <summary>alice's operator accepts the job.</summary>
    public async Task ApproveAsync()
    {
        await siege.Node.WaitForAsync(Kuscia.Model.Kinds.KusciaJob, TwoNodes.Job(name), j => j.Status?.Phase == "AwaitingApproval", "waiting for approval", Limit);
        await CommandAsync("approve", new JsonObject { ["job_id"] = name, ["result"] = 1 });
    }

    /// <summary>alice's operator stops the job.</summary>
    public Task StopAsync() => CommandAsync("stop", new JsonObject { ["job_id"] = name });

    /// <summary>Plays the host until alice's task may start; the job must be approved.</summary>
    public async Task ScheduleAsync()
    {
        await siege.Bob.Mailbox.WaitForAsync(Jobs, name, s => s["status"]?["approveStatus"]?["alice"]?.GetValue<string>() == "JobAccepted", "accepted by alice", Limit);
        Summary(s => s["status"]!["phase"] = "Running");
        siege.Bob.Mailbox.Put(MailboxObject.TaskSummary(TaskId, name, "bob", "alice"));
        await siege.Bob.Mailbox.WaitForAsync(Tasks, TaskId, s => Reservation(s)?["phase"]?.GetValue<string>() == "Reserved", "reserved by alice", Limit);
        TaskSummary(s => Reservation(s)!["phase"] = "Schedulable");
    }

    /// <summary>Puts the task's summary there as if everything were agreed on.</summary>
    public void PretendScheduled()
    {
        siege.Bob.Mailbox.Put(MailboxObject.TaskSummary(TaskId, name, "bob", "alice"));
        TaskSummary(s => Reservation(s)!["phase"] = "Schedulable");
    }

    /// <summary>Changes the job's summary.</summary>
    public void Summary(Action<JsonObject> change) => siege.Bob.Mailbox.Change(Jobs, name, change);

    /// <summary>Changes the task's summary.</summary>
    public void TaskSummary(Action<JsonObject> change) => siege.Bob.Mailbox.Change(Tasks, TaskId, change);

    /// <summary>Waits until alice says of her party what is wanted.</summary>
    public Task<JsonObject> AwaitPartyAsync(string phase) =>
        siege.Bob.Mailbox.WaitForAsync(Tasks, TaskId, s => PartyOf(s)?["phase"]?.GetValue<string>() == phase, $"told to be {phase} by alice", Limit);

    /// <summary>The reservation of alice in a task summary.</summary>
    public static JsonNode? Reservation(JsonObject summary) => summary["status"]?["resourceStatus"]?["alice"]?[0];

    private static JsonNode? PartyOf(JsonObject summary) =>
        summary["status"]?["partyTaskStatus"]?.AsArray().FirstOrDefault(p => p?["domainID"]?.GetValue<string>() == "alice");

    private async Task CommandAsync(string command, JsonObject body)
    {
        using NodeApi api = new(siege.Node);
        await api.PostAsync($"/api/v1/job/{command}", body);
    }
}
