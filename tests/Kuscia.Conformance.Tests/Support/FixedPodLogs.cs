using System.Text;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.Conformance.Tests.Support;

/// <summary>Logs of three lines per container for pods whose name starts with "logged".</summary>
public sealed class FixedPodLogs : IPodLogSource
{
    public async Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken)
    {
        if (!pod.Name.StartsWith("logged", StringComparison.Ordinal))
        {
            return false;
        }

        string[] lines = ["first", "second", $"last line of {pod} {options.Container}"];
        foreach (string line in lines.TakeLast((int)(options.TailLines ?? lines.Length)))
        {
            await destination.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
        }

        return true;
    }
}
