using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary>How a release is named in lists.</summary>
internal static class ReleaseRow
{
    public static string Chart(Release release) =>
        release.Chart is null ? "MISSING" : $"{release.Chart.Name}-{release.Chart.Metadata.Version}";

    public static string AppVersion(Release release) => release.Chart is null ? "MISSING" : release.Chart.Metadata.AppVersion;
}
