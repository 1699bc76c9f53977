using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>What a host writes into the summaries of a running job to take it out of the hands of a member.</summary>
/// <param name="Name">Fits into the name of a job.</param>
/// <param name="Apply">Writes it.</param>
internal sealed record Tampering(string Name, Action<HostedJob> Apply)
{
    private const string VersionLabel = "kuscia.secretflow/job-stage-version";

    private static readonly string[] Versions = ["9223372036854775807", "9223372036854775806", "18446744073709551615", "99999999999999999999", "2147483647", "-1", "0x7f"];
    private static readonly string[] Times = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"];

    public static IReadOnlyList<Tampering> All { get; } =
    [
        .. Versions.SelectMany((v, i) => new[] { Stage($"start-{i}", "Start", v), Stage($"restart-{i}", "Restart", v) }),
        Stage("suspend", "Suspend", "9223372036854775807"),
        Stage("unknown", "Explode", "9223372036854775807"),
        .. Times.Select((t, i) => new Tampering($"job-times-{i}", j => j.Summary(s =>
        {
            s["status"]!["startTime"] = t;
            s["status"]!["completionTime"] = t;
        }))),
        .. Times.Select((t, i) => new Tampering($"task-times-{i}", j => j.TaskSummary(s =>
        {
            s["status"]!["completionTime"] = t;
            HostedJob.Reservation(s)!["lastTransitionTime"] = t;
        }))),
        Resource("host-version", "hostTaskResourceVersion"),
        Resource("member-version", "memberTaskResourceVersion"),
        new("party-succeeded", j => j.TaskSummary(s => s["status"]!["partyTaskStatus"]!.AsArray().Add(Party("Succeeded")))),
        new("progress", j => j.TaskSummary(s => s["status"]!["progress"] = 3e38)),
    ];

    /// <summary>The same command, told once more after the member has spoken.</summary>
    public static void Restart(HostedJob job) => job.Summary(s => SetStage(s, "Restart", "9223372036854775807"));

    private static Tampering Stage(string name, string stage, string version) => new(name, job => job.Summary(s => SetStage(s, stage, version)));

    private static Tampering Resource(string name, string member) => new(name, job => job.TaskSummary(s => HostedJob.Reservation(s)![member] = "18446744073709551615"));

    private static JsonObject Party(string phase) => new() { ["domainID"] = "alice", ["role"] = "", ["phase"] = phase, ["message"] = "says bob" };

    private static void SetStage(JsonObject summary, string stage, string version)
    {
        JsonNode metadata = summary["metadata"]!;
        metadata["labels"] ??= new JsonObject();
        metadata["labels"]![VersionLabel] = version;
        summary["spec"]!["stage"] = stage;
        summary["spec"]!["stageTrigger"] = "bob";
    }
}
