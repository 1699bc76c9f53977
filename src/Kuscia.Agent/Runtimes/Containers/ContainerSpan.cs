using System.Diagnostics;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>The spans of one run of a container: its start, from the decision until its process runs, and the run itself. Costs nothing while nobody collects traces.</summary>
internal readonly struct ContainerSpan : IDisposable
{
    private static readonly ActivitySource Source = new("Kuscia.Agent");

    private readonly Activity? _activity;

    private ContainerSpan(Activity? activity) => _activity = activity;

    /// <summary>Begins the start.</summary>
    public static ContainerSpan Begin(PodKey pod, string container) => new(Named("start container", pod, container, default));

    /// <summary>A run has ended, maybe while nobody looked.</summary>
    public static void Ran(ContainerRun run, ContainerExit exit, IReadOnlyList<EngineStage> stages)
    {
        using Activity? activity = Named("run container", run.Pod, run.Container, run.StartedAt);
        activity?.SetTag("process.exit.code", exit.Code);
        activity?.SetEndTime(exit.FinishedAt.UtcDateTime);
        if (exit.Code != 0)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exit.Reason);
        }

        foreach (EngineStage stage in activity is null ? [] : stages)
        {
            using Activity? part = Named($"engine {stage.Name}", run.Pod, run.Container, stage.Began, activity?.Context ?? default);
            part?.SetEndTime((stage.Began + stage.Lasted).UtcDateTime);
        }
    }

    /// <summary>The container could not be started.</summary>
    public void Failed(Exception fault) => _activity?.SetStatus(ActivityStatusCode.Error, fault.Message);

    public void Dispose() => _activity?.Dispose();

    private static Activity? Named(string name, PodKey pod, string container, DateTimeOffset begin, ActivityContext parent = default)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity(name, ActivityKind.Internal, parentContext: parent, startTime: begin);
        activity?.SetTag("k8s.pod.name", pod.Name);
        activity?.SetTag("k8s.namespace.name", pod.Namespace);
        activity?.SetTag("k8s.container.name", container);
        return activity;
    }
}
