using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Serving;

/// <summary>Why the replicas of a Kubernetes Deployment do not serve.</summary>
internal static class PodTrouble
{
    // What every container waits for on its way.
    private static readonly string[] Ordinary = ["PodInitializing", "ContainerCreating"];

    /// <summary>Reason and message of the newest pod in trouble; empty texts when all are on their way.</summary>
    public static (string Reason, string Message) Of(ResourceName deployment, IEnumerable<Pod> pods)
    {
        Pod[] newest = [.. pods.OrderByDescending(p => p.Metadata.CreationTimestamp).ThenBy(p => p.Metadata.Name, StringComparer.Ordinal)];
        if (newest.Length == 0)
        {
            string none = $"kd's pods: {deployment.Name} not found";
            return (none, none);
        }

        return newest.Select(Of).FirstOrDefault(t => t.Item1.Length > 0, ("", ""));
    }

    private static (string Reason, string Message) Of(Pod pod)
    {
        foreach (ContainerState state in (pod.Status?.ContainerStatuses ?? []).Select(c => c.State).OfType<ContainerState>())
        {
            if (state.Waiting is { Reason.Length: > 0 } waiting && !Ordinary.Contains(waiting.Reason))
            {
                return (waiting.Reason, waiting.Message ?? "");
            }

            if (state.Terminated is { } ended)
            {
                return (ended.Reason is { Length: > 0 } reason ? reason : $"exit code {ended.ExitCode}", ended.Message ?? "");
            }
        }

        return pod.Status?.Conditions.Find("PodScheduled") is { Status: "False", Reason: { Length: > 0 } why } condition ? (why, condition.Message ?? "") : ("", "");
    }
}
