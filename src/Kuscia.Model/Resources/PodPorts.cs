using System.Globalization;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>
/// The ports that a node gave a pod in place of those of its spec, for another pod of the node has those: processes share the ports of their machine. They stand in
/// the annotation <c>pod-ports</c>, as NAME=NUMBER joined by commas.
/// </summary>
public static class PodPorts
{
    /// <summary>Numbers by the name of the port; empty for a pod whose ports are those of its spec.</summary>
    public static IReadOnlyDictionary<string, int> Of(ObjectMeta pod)
    {
        Dictionary<string, int> ports = [];
        foreach (string entry in (pod.Annotation(WellKnownAnnotations.PodPorts) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int split = entry.IndexOf('=', StringComparison.Ordinal);
            if (split > 0 && int.TryParse(entry.AsSpan(split + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 65535)
            {
                ports[entry[..split]] = number;
            }
        }

        return ports;
    }

    /// <summary>The text of the annotation.</summary>
    public static string Write(IReadOnlyDictionary<string, int> ports) =>
        string.Join(',', ports.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value}")));
}
