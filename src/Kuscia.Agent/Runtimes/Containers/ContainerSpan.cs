using System.Diagnostics;
using Kuscia.Agent.Runtimes.Abstractions;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>The span of the start of one container, from the decision until its process runs. Costs nothing while nobody collects traces.</summary>
internal readonly struct ContainerSpan : IDisposable
{
    private static readonly ActivitySource Source = new("Kuscia.Agent");

    private readonly Activity? _activity;

    private ContainerSpan(Activity? activity) => _activity = activity;

    /// <summary>Begins it.</summary>
    public static ContainerSpan Begin(PodKey pod, string container)
    {
        if (!Source.HasListeners())
        {
            return default;
        }

        Activity? activity = Source.StartActivity("start container");
        activity?.SetTag("k8s.pod.name", pod.Name);
        activity?.SetTag("k8s.namespace.name", pod.Namespace);
        activity?.SetTag("k8s.container.name", container);
        return new ContainerSpan(activity);
    }

    /// <summary>The container could not be started.</summary>
    public void Failed(Exception fault) => _activity?.SetStatus(ActivityStatusCode.Error, fault.Message);

    public void Dispose() => _activity?.Dispose();
}
