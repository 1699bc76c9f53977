using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>What pods of engines carry beside what they are for: the image that is expected, and where metrics are read.</summary>
internal static class EngineAnnotations
{
    /// <param name="image">The image.</param>
    /// <param name="containers">All containers of the pod.</param>
    /// <param name="number">The number that was allocated for a port.</param>
    public static Dictionary<string, string> Of(AppImage image, IReadOnlyList<AppContainer> containers, Func<AppPort, int> number)
    {
        Dictionary<string, string> annotations = [];
        if (image.Spec?.Image?.Id is { Length: > 0 } id)
        {
            annotations[WellKnownAnnotations.ImageId] = id;
        }

        if (containers.Select(c => c.MetricProbe).FirstOrDefault(m => m is not null) is { } metrics)
        {
            AppPort? port = containers.SelectMany(c => c.Ports ?? []).FirstOrDefault(p => p.Name == metrics.Port);
            annotations[WellKnownAnnotations.Prefix + "should_be_scraped"] = "true";
            annotations[WellKnownAnnotations.Prefix + "metric_path"] = metrics.Path ?? "";
            annotations[WellKnownAnnotations.Prefix + "metric_port"] = port is null ? "" : number(port).ToString(CultureInfo.InvariantCulture);
        }

        return annotations;
    }
}
