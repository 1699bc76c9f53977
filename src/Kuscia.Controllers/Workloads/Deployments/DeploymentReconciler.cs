using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>
/// One step from the old ReplicaSets of a Deployment to the one of its present template (Kubernetes, "Deployments"). Each step is safe by itself, so the next may be
/// decided from whatever came of it. Pure.
/// </summary>
internal static class DeploymentReconciler
{
    public const string Recreate = "Recreate";

    public static DeploymentOutcome Reconcile(DeploymentView view, DateTimeOffset now)
    {
        Deployment deployment = view.Deployment;
        SetList sets = new(deployment, view.Sets);
        if (deployment.Metadata.DeletionTimestamp is not null)
        {
            return new DeploymentOutcome { Status = DeploymentProgress.Count(deployment, sets, now) };
        }

        deployment = DeploymentProgress.NotePause(deployment, now);
        bool paused = deployment.Spec?.Paused == true;
        string? revision = Renumber(deployment, sets);
        if (paused || IsScaled(deployment, sets))
        {
            DeploymentScaling.Scale(deployment, sets);
            return Outcome(sets, revision, DeploymentProgress.Count(deployment, sets, now), paused ? Outdated(deployment, sets) : []);
        }

        if (sets.Newest is null && (deployment.Spec?.Strategy?.Type != Recreate || !HasOldPods(view, sets)))
        {
            (deployment, revision) = Create(deployment, sets, now);
        }
        else if (sets.Newest is { } newest)
        {
            deployment = DeploymentProgress.NoteFound(deployment, newest, now);
        }

        bool settled = deployment.Spec?.Strategy?.Type == Recreate ? StepRecreate(deployment, sets, view) : DeploymentRolling.Step(deployment, sets);
        IReadOnlyList<ReplicaSet> outdated = settled && DeploymentProgress.IsComplete(deployment, deployment.Status ?? new DeploymentStatus()) ? Outdated(deployment, sets) : [];
        DeploymentStatus status = DeploymentProgress.Judge(deployment, sets, now);
        return Outcome(sets, revision, status, outdated) with { RetryAfter = DeploymentProgress.UntilDeadline(deployment, status, now) };
    }

    private static DeploymentOutcome Outcome(SetList sets, string? revision, DeploymentStatus status, IReadOnlyList<ReplicaSet> outdated) =>
        new() { Create = sets.Created, Changes = sets.Changes, Delete = outdated, Revision = revision, Status = status };

    // The set of the present template has the highest number; one that is used again gets a new one.
    private static string? Renumber(Deployment deployment, SetList sets)
    {
        if (sets.Newest is not { } newest)
        {
            return null;
        }

        ReplicaSet numbered = DeploymentAnnotations.AsNewest(deployment, newest, sets.Old.Select(DeploymentAnnotations.RevisionOf).DefaultIfEmpty(0).Max() + 1);
        bool waits = (newest.Spec?.MinReadySeconds ?? 0) != (deployment.Spec?.MinReadySeconds ?? 0);
        if (waits)
        {
            numbered = numbered with { Spec = (numbered.Spec ?? new ReplicaSetSpec()) with { MinReadySeconds = deployment.Spec?.MinReadySeconds } };
        }

        if (waits || !AreSame(newest.Metadata.Annotations, numbered.Metadata.Annotations))
        {
            sets.Put(numbered);
        }

        string? revision = numbered.Metadata.Annotation(DeploymentAnnotations.Revision);
        return revision == deployment.Metadata.Annotation(DeploymentAnnotations.Revision) ? null : revision;
    }

    private static bool AreSame(IReadOnlyDictionary<string, string>? left, IReadOnlyDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0) && (left is null || left.All(l => right is not null && right.TryGetValue(l.Key, out string? value) && value == l.Value));

    private static bool IsScaled(Deployment deployment, SetList sets) =>
        sets.All.Any(s => SetList.Size(s) > 0 && DeploymentAnnotations.Number(s, DeploymentAnnotations.Desired) is { } desired && desired != (deployment.Spec?.Replicas ?? 1));

    private static (Deployment Deployment, string Revision) Create(Deployment deployment, SetList sets, DateTimeOffset now)
    {
        long revision = sets.Old.Select(DeploymentAnnotations.RevisionOf).DefaultIfEmpty(0).Max() + 1;
        PodTemplateSpec template = deployment.Spec?.Template ?? new PodTemplateSpec();
        string hash = PodTemplates.Hash(template, deployment.Status?.CollisionCount);
        template = template.WithLabel(PodTemplates.HashLabel, hash);
        LabelSelector selector = deployment.Spec?.Selector ?? new LabelSelector();
        ReplicaSet set = new()
        {
            ApiVersion = Kinds.ReplicaSet.ApiVersion,
            Kind = Kinds.ReplicaSet.Kind,
            Metadata = new ObjectMeta
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                Namespace = deployment.Metadata.Namespace,
                Labels = template.Metadata?.Labels,
                OwnerReferences = [Owners.ReferenceTo(Kinds.Deployment, deployment)],
            },
            Spec = new ReplicaSetSpec
            {
                MinReadySeconds = deployment.Spec?.MinReadySeconds,
                Selector = selector with { MatchLabels = PodTemplates.Labelled(selector.MatchLabels, PodTemplates.HashLabel, hash) },
                Template = template,
            },
        };
        set = DeploymentAnnotations.AsNewest(deployment, set, revision);
        sets.Create(DeploymentAnnotations.Sized(deployment, set, DeploymentRolling.Room(deployment, sets.Wanted, 0)));
        return (DeploymentProgress.NoteCreated(deployment, set.Metadata.Name ?? "", now), revision.ToString(CultureInfo.InvariantCulture));
    }

    private static bool HasOldPods(DeploymentView view, SetList sets) =>
        sets.Old.Any(s => SetList.Size(s) > 0 || view.PodsOf(s.Metadata.Uid).Any(p => !p.IsOver()));

    // New pods only when the old ones are gone.
    private static bool StepRecreate(Deployment deployment, SetList sets, DeploymentView view)
    {
        bool changes = false;
        foreach (ReplicaSet old in sets.Old.Where(s => SetList.Size(s) > 0))
        {
            changes |= sets.Scale(old, 0);
        }

        if (changes || HasOldPods(view, sets) || sets.Newest is not { } newest)
        {
            return false;
        }

        return sets.Created is null && !sets.Scale(newest, deployment.Spec?.Replicas ?? 1);
    }

    private static IReadOnlyList<ReplicaSet> Outdated(Deployment deployment, SetList sets)
    {
        List<ReplicaSet> old = [.. sets.Old.Where(s => s.Metadata.DeletionTimestamp is null)];
        int beyond = old.Count - (deployment.Spec?.RevisionHistoryLimit ?? 10);
        return
        [
            .. old.OrderBy(DeploymentAnnotations.RevisionOf).ThenBy(s => s.Metadata.CreationTimestamp).Take(Math.Max(0, beyond))
                .Where(s => SetList.Size(s) == 0 && s.Status is { Replicas: 0 } && s.Metadata.Generation <= s.Status.ObservedGeneration),
        ];
    }
}
