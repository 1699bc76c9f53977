using System.Text;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.Api.Tests;

/// <summary>Logs of pods in memory.</summary>
internal sealed class FakePodLogs : IPodLogSource
{
    public Dictionary<ResourceName, string> Texts { get; } = [];

    public async Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken)
    {
        if (!Texts.TryGetValue(pod, out string? text))
        {
            return false;
        }

        await destination.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await destination.FlushAsync(cancellationToken);
        return true;
    }
}
