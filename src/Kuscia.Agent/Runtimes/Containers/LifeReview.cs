using System.Text.Json;
using Kuscia.Agent.Probes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Runtimes.Containers;

/// <summary>What the pod life that container runtimes share does not offer.</summary>
internal static class LifeReview
{
    public static PodReview Of(Pod pod, string runtime)
    {
        string? refused = null;
        List<string> notes = [];
        foreach (Container container in (pod.Spec?.InitContainers ?? []).Concat(pod.Spec?.Containers ?? []))
        {
            refused ??= WhyRefused(container, runtime);
            string place = $"containers[{container.Name}]";
            if (container.TerminationMessagePath is { Length: > 0 } path && path != "/dev/termination-log")
            {
                notes.Add($"{place}.terminationMessagePath");
            }

            if (container.Env?.Any(e => e.ValueFrom?.ResourceFieldRef is not null) == true)
            {
                notes.Add($"{place}.env.valueFrom.resourceFieldRef (the variable is not set; CONTAINER_CPU_LIMIT and CONTAINER_MEM_LIMIT hold the limits)");
            }
        }

        return new PodReview(refused, notes);
    }

    private static string? WhyRefused(Container container, string runtime)
    {
        if (StopHook.Lifecycle(container, "postStart") is not null)
        {
            return $"container {container.Name} has lifecycle.postStart, which the runtime {runtime} does not offer; do it at the beginning of the command";
        }

        return container.Extra?.TryGetValue("restartPolicy", out JsonElement policy) == true
            ? $"container {container.Name} has a restartPolicy of its own ({policy}), which the runtime {runtime} does not offer; set the restartPolicy of the pod"
            : null;
    }
}
