using System.Text.Json.Nodes;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Pods;

/// <summary>Writes the status of one pod when it says something new.</summary>
internal sealed class PodStatusWriter(PodKey key, PodServices services, DateTimeOffset since)
{
    /// <summary>The object as it was written; null when there was nothing to write, or nothing to write it to.</summary>
    public async Task<Pod?> WriteAsync(Pod pod, PodReport report, IReadOnlyList<string> withoutEffect, PodVerdict? verdict, CancellationToken cancellationToken)
    {
        PodView view = new() { Report = report, Runtime = services.Runtime.Name, StartTime = since, WithoutEffect = withoutEffect, Verdict = verdict };
        PodStatus status = PodStatusBuilder.Build(pod, view, services.Options.HostAddress, services.Time.GetUtcNow());
        if (PodStatusPatch.Create(pod.Status, status) is not JsonObject patch)
        {
            return null;
        }

        try
        {
            Pod written = await services.Client.PatchAsync(Kinds.Pod, key.Resource, patch, "status", cancellationToken);
            return written.Metadata.Uid == key.Uid ? written : null;
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            // The informer reports the deletion next.
            return null;
        }
    }
}
