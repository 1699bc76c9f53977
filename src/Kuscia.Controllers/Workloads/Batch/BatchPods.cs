using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Controllers.Workloads.Batch;

/// <summary>The pods of a Job. Each waits with a finalizer until it is counted, so that none is lost or counted twice. Pure.</summary>
internal static class BatchPods
{
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    private const string Index = "batch.kubernetes.io/job-completion-index";
    private const string IndexVariable = "JOB_COMPLETION_INDEX";

    public static bool IsTracked(Pod pod) => pod.Metadata.Finalizers?.Contains(Finalizer) == true;

    /// <summary>The number of a pod, or null.</summary>
    public static int? IndexOf(Pod pod) => int.TryParse(pod.Metadata.Annotation(Index), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;

    /// <summary>A pod of the Job.</summary>
    public static Pod PodOf(Job job, int? index)
    {
        Pod pod = PodTemplates.PodOf(job.Spec?.Template, Owners.ReferenceTo(Kinds.Job, job), job.Metadata.Namespace);
        pod = pod with { Metadata = pod.Metadata with { Finalizers = [.. pod.Metadata.Finalizers ?? [], Finalizer] } };
        if (index is not { } number)
        {
            return pod;
        }

        string text = number.ToString(CultureInfo.InvariantCulture);
        PodSpec spec = pod.Spec ?? new PodSpec();
        return pod with
        {
            Metadata = pod.Metadata with
            {
                GenerateName = $"{job.Metadata.Name}-{text}-",
                Annotations = PodTemplates.Labelled(pod.Metadata.Annotations, Index, text),
                Labels = PodTemplates.Labelled(pod.Metadata.Labels, Index, text),
            },
            Spec = spec with
            {
                Hostname = $"{job.Metadata.Name}-{text}",
                Containers = Numbered(spec.Containers),
                InitContainers = Numbered(spec.InitContainers),
            },
        };
    }

    private static IReadOnlyList<Container>? Numbered(IReadOnlyList<Container>? containers)
    {
        EnvVar variable = new() { Name = IndexVariable, ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = $"metadata.annotations['{Index}']" } } };
        return containers is null
            ? null
            : [.. containers.Select(c => c.Env?.Any(e => e.Name == IndexVariable) == true ? c : c with { Env = [.. c.Env ?? [], variable] })];
    }
}
