using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Jobs;

/// <summary>Makes the KusciaTask of a job's task template.</summary>
internal static class JobTaskBuilder
{
    private static readonly string[] Divisible = ["cpu", "memory", WellKnownNames.BandwidthResource];

    public static KusciaTask Build(JobView view, KusciaTaskTemplate template) => new()
    {
        ApiVersion = Kinds.KusciaTask.ApiVersion,
        Kind = Kinds.KusciaTask.Kind,
        Metadata = Metadata(view, template),
        Spec = new KusciaTaskSpec
        {
            Initiator = view.Initiator,
            TaskInputConfig = template.TaskInputConfig ?? "",
            ScheduleConfig = template.ScheduleConfig,
            Parties = [.. (template.Parties ?? []).Select(p => Party(view, template, p))],
        },
    };

    private static ObjectMeta Metadata(JobView view, KusciaTaskTemplate template)
    {
        ObjectMeta job = view.Job.Metadata;
        Dictionary<string, string> labels = new() { [WellKnownLabels.Controller] = "kuscia-job", [WellKnownLabels.JobUid] = job.Uid ?? "" };
        bool participant = (template.Parties ?? []).Any(p => view.Parties.GetValueOrDefault(p.DomainID ?? "")?.IsOwn == true);
        Dictionary<string, string> annotations = new()
        {
            [WellKnownAnnotations.JobId] = view.Name,
            [WellKnownAnnotations.TaskAlias] = template.Alias ?? "",
            [WellKnownAnnotations.SelfClusterAsParticipant] = participant ? "true" : "false",
        };
        if (view.IsInterconnection)
        {
            labels[WellKnownLabels.InterconnProtocolType] = job.Label(WellKnownLabels.InterconnProtocolType) ?? "";
            annotations[WellKnownAnnotations.InterconnBfiaParties] = job.Annotation(WellKnownAnnotations.InterconnBfiaParties) ?? "";
            annotations[WellKnownAnnotations.InterconnKusciaParties] = job.Annotation(WellKnownAnnotations.InterconnKusciaParties) ?? "";
            annotations[WellKnownAnnotations.InterconnSelfParties] = job.Annotation(WellKnownAnnotations.InterconnSelfParties) ?? "";
            annotations[WellKnownAnnotations.Initiator] = view.Initiator;
            foreach (string copied in new[] { WellKnownAnnotations.PartyMasterDomain, WellKnownAnnotations.SelfClusterAsInitiator })
            {
                if (job.Annotation(copied) is { } value)
                {
                    annotations[copied] = value;
                }
            }
        }

        return new ObjectMeta
        {
            Name = template.TaskID,
            Namespace = job.Namespace,
            Labels = labels,
            Annotations = annotations,
            OwnerReferences = [Owner(view.Job)],
        };
    }

    private static OwnerReference Owner(KusciaJob job) => new()
    {
        ApiVersion = Kinds.KusciaJob.ApiVersion,
        Kind = Kinds.KusciaJob.Kind,
        Name = job.Metadata.Name ?? "",
        Uid = job.Metadata.Uid ?? "",
        Controller = true,
        BlockOwnerDeletion = true,
    };

    private static TaskParty Party(JobView view, KusciaTaskTemplate template, JobParty party) => new()
    {
        DomainID = party.DomainID,
        Role = party.Role,
        AppImageRef = template.AppImage,
        BandwidthLimits = party.BandwidthLimits,
        Template = party.Resources is null ? null : Share(view.AppImages.GetValueOrDefault(template.AppImage ?? ""), party),
    };

    // What a party grants to the task is divided evenly among its containers and replicas. The containers are those of the image, whole: a container
    // that says nothing but its share would not be one (workingDir is required).
    private static PartyTemplate? Share(AppImage? image, JobParty party)
    {
        if (image is null || image.TemplateFor(party.Role) is not { Spec.Containers: { Count: > 0 } containers } chosen)
        {
            return null;
        }

        int parts = containers.Count * Math.Max(chosen.Replicas ?? 1, 1);
        ResourceRequirements share = new() { Requests = Divide(party.Resources?.Requests, parts), Limits = Divide(party.Resources?.Limits, parts) };
        return new PartyTemplate { Spec = new AppPodSpec { Containers = [.. containers.Select(c => c with { Resources = share })] } };
    }

    private static Dictionary<string, IntOrString>? Divide(IReadOnlyDictionary<string, IntOrString>? amounts, int parts)
    {
        Dictionary<string, IntOrString> shares = [];
        foreach (string name in Divisible)
        {
            if (amounts is not null && amounts.TryGetValue(name, out IntOrString amount) && Quantity.TryParse(amount.Text, out Quantity quantity))
            {
                shares[name] = IntOrString.FromString(Share(name, quantity, parts).ToString());
            }
        }

        return shares.Count == 0 ? null : shares;
    }

    // An extended resource is counted in whole units (Kubernetes API, "Extended resources"): a broken share is rounded up.
    private static Quantity Share(string name, Quantity quantity, int parts)
    {
        Quantity share = quantity.DivideBy(parts);
        return name == WellKnownNames.BandwidthResource ? new Quantity(share.Units * 1_000_000_000, share.Format) : share;
    }
}
