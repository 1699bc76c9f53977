using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Commands;

/// <summary>What <c>helm lint</c> expects of Chart.yaml.</summary>
internal static class ChartYamlRules
{
    private const string File = "Chart.yaml";

    public static IEnumerable<LintMessage> Check(ValueMap metadata)
    {
        string?[] errors =
        [
            Text(metadata, "name").Length == 0 ? "name is required" : null,
            ApiVersion(Text(metadata, "apiVersion")),
            NotText(metadata, "version"),
            Version(Text(metadata, "version")),
            NotText(metadata, "appVersion"),
            Maintainers(metadata["maintainers"] as List<object?> ?? []),
            (metadata["sources"] as List<object?> ?? []).Where(source => !IsUrl(source as string ?? "")).Select(source => $"invalid source URL '{source}'").FirstOrDefault(),
        ];
        foreach (string fault in errors.OfType<string>())
        {
            yield return new LintMessage(LintSeverity.Error, File, fault);
        }

        string icon = Text(metadata, "icon");
        if (icon.Length == 0)
        {
            yield return new LintMessage(LintSeverity.Info, File, "icon is recommended");
        }
        else if (!IsUrl(icon))
        {
            yield return new LintMessage(LintSeverity.Error, File, $"invalid icon URL '{icon}'");
        }

        foreach (string fault in OnlyInV2(metadata))
        {
            yield return new LintMessage(LintSeverity.Error, File, fault);
        }
    }

    private static string? ApiVersion(string version) => version switch
    {
        "v1" or "v2" => null,
        "" => "apiVersion is required. The value must be either \"v1\" or \"v2\"",
        _ => $"apiVersion '{version}' is not valid. The value must be either \"v1\" or \"v2\"",
    };

    private static string? Version(string version)
    {
        if (version.Length == 0)
        {
            return "version is required";
        }

        if (!SemanticVersion.IsVersion(version))
        {
            return $"version '{version}' is not a valid SemVer";
        }

        return VersionConstraint.Allows(">0.0.0-0", version) ? null : $"version {version} is less than or equal to 0.0.0-0";
    }

    private static string? Maintainers(List<object?> maintainers)
    {
        foreach (ValueMap maintainer in maintainers.OfType<ValueMap>())
        {
            string name = Text(maintainer, "name");
            string email = Text(maintainer, "email");
            string url = Text(maintainer, "url");
            if (name.Length == 0)
            {
                return "each maintainer requires a name";
            }

            if (email.Length > 0 && !Schemas.SchemaFormats.Fits("email", email))
            {
                return $"invalid email '{email}' for maintainer '{name}'";
            }

            if (url.Length > 0 && !IsUrl(url))
            {
                return $"invalid url '{url}' for maintainer '{name}'";
            }
        }

        return null;
    }

    private static IEnumerable<string> OnlyInV2(ValueMap metadata)
    {
        string version = Text(metadata, "apiVersion");
        if (version == "v2")
        {
            yield break;
        }

        if (Text(metadata, "type").Length > 0)
        {
            yield return $"chart type is not valid in apiVersion '{version}'. It is valid in apiVersion 'v2'";
        }

        if (metadata["dependencies"] is List<object?> { Count: > 0 })
        {
            yield return $"dependencies are not valid in the Chart file with apiVersion '{version}'. They are valid in apiVersion 'v2'";
        }
    }

    private static string? NotText(ValueMap metadata, string name) =>
        metadata.TryGetValue(name, out object? value) && value is not string
            ? $"{name} should be of type string but it's of type {GoValue.TypeName(value)}"
            : null;

    private static string Text(ValueMap map, string name) => GoStructReader.AsText(map[name]) ?? "";

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out _);
}
