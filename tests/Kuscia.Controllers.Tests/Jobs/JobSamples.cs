using Kuscia.Client.Parties;
using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Jobs;

/// <summary>Views for tables of (given, now, expected).</summary>
internal static class JobSamples
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    public static JobReconciler Reconciler(JobOptions? options = null) => new(options ?? new JobOptions(), () => "0123456789ab");

    public static KusciaTaskTemplate Task(string alias, params string[] parties) => new()
    {
        Alias = alias,
        TaskID = $"t-{alias}",
        AppImage = "psi",
        TaskInputConfig = "{}",
        Parties = [.. parties.Select(p => new JobParty { DomainID = p })],
    };

    public static KusciaJob Job(string? phase, params KusciaTaskTemplate[] tasks) => new()
    {
        Metadata = new ObjectMeta { Name = "job", Namespace = "cross-domain", Uid = "u1", ResourceVersion = "1", CreationTimestamp = Now },
        Spec = new KusciaJobSpec { Initiator = "alice", Tasks = tasks },
        Status = new KusciaJobStatus { Phase = phase, StartTime = Now },
    };

    /// <summary>Alice is own, bob and carol are partners; every other name is unknown.</summary>
    public static JobView View(KusciaJob job, params KusciaTask[] tasks)
    {
        IEnumerable<string> domains = (job.Spec?.Tasks ?? []).SelectMany(t => t.Parties ?? []).Select(p => p.DomainID ?? "").Append(job.Spec?.Initiator ?? "").Distinct();
        return new JobView
        {
            Job = job,
            Parties = domains.ToDictionary(d => d, Party),
            AppImages = (job.Spec?.Tasks ?? []).Select(t => t.AppImage ?? "").Distinct().ToDictionary(i => i, i => i == "psi" ? new AppImage() : null),
            Tasks = tasks.ToDictionary(t => t.Metadata.Name ?? ""),
            VisibleData = new HashSet<string> { "alice-table" },
        };
    }

    public static KusciaTask Existing(string alias, string phase, string? message = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = $"t-{alias}",
            Labels = new Dictionary<string, string> { [WellKnownLabels.JobUid] = "u1", [WellKnownLabels.Controller] = "kuscia-job" },
        },
        Status = new KusciaTaskStatus { Phase = phase, Message = message },
    };

    public static KusciaJob WithStage(this KusciaJob job, string stage, string? version = null)
    {
        Dictionary<string, string> labels = new() { [WellKnownLabels.JobStage] = stage, [WellKnownLabels.JobStageTrigger] = "bob" };
        if (version is not null)
        {
            labels[WellKnownLabels.JobStageVersion] = version;
        }

        return job with { Metadata = job.Metadata with { Labels = labels } };
    }

    private static PartyInfo Party(string domain) => domain switch
    {
        "alice" or "alice2" => new PartyInfo(domain, true, false, "kuscia", domain),
        "bob" or "carol" => new PartyInfo(domain, true, true, "kuscia", domain),
        "old" => new PartyInfo(domain, true, true, "bfia", domain),
        _ => PartyInfo.Unknown(domain),
    };
}
