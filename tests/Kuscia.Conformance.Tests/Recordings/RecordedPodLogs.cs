using System.Text;
using System.Text.RegularExpressions;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>The log files of a scenario: of a container the one with the largest number.</summary>
internal sealed partial class RecordedPodLogs : IPodLogSource
{
    /// <summary>Texts by path below the root of the node.</summary>
    public IReadOnlyDictionary<string, string> Files { get; set; } = new Dictionary<string, string>();

    public async Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken)
    {
        string? text = Files.Where(f => FilePattern().Match(f.Key) is { Success: true } m
                && m.Groups[1].Value == $"{pod.Namespace}_{pod.Name}" && (options.Container is null || m.Groups[2].Value == options.Container))
            .OrderByDescending(f => f.Key, StringComparer.Ordinal).Select(f => f.Value).FirstOrDefault();
        if (text is null)
        {
            return false;
        }

        await destination.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        return true;
    }

    [GeneratedRegex(@"([^/_]+_[^/_]+)_[^/]+/([^/]+)/\d+\.log\z")]
    private static partial Regex FilePattern();
}
