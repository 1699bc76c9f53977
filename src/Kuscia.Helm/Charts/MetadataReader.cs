using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Charts;

/// <summary>Builds and checks the metadata of a chart from Chart.yaml and, for old charts, requirements.yaml.</summary>
internal static partial class MetadataReader
{
    public static ChartMetadata Read(ValueMap chartYaml, ValueMap? requirements)
    {
        GoStructReader fields = new(chartYaml, "Metadata");
        string apiVersion = fields.Text("apiVersion");
        ChartMetadata metadata = new()
        {
            Name = Clean(fields.Text("name")),
            Home = Clean(fields.Text("home")),
            Sources = [.. fields.Texts("sources").Select(Clean)],
            Version = fields.Text("version"),
            Description = Clean(fields.Text("description")),
            Keywords = [.. fields.Texts("keywords").Select(Clean)],
            Maintainers = [.. fields.List("maintainers", "[]*chart.Maintainer").Where(m => m is not null).Select(m => Maintainer(fields, m))],
            Icon = Clean(fields.Text("icon")),
            ApiVersion = apiVersion.Length == 0 ? "v1" : apiVersion,
            Condition = Clean(fields.Text("condition")),
            Tags = Clean(fields.Text("tags")),
            AppVersion = Clean(fields.Text("appVersion")),
            Deprecated = fields.Flag("deprecated"),
            Annotations = fields.TextMap("annotations"),
            KubeVersion = Clean(fields.Text("kubeVersion")),
            Type = fields.Text("type"),
        };
        GoStructReader declaring = requirements is not null && new GoStructReader(requirements, "Metadata").Has("dependencies")
            ? new GoStructReader(requirements, "Metadata")
            : fields;
        if (declaring.Has("dependencies"))
        {
            metadata.Dependencies =
                [.. declaring.List("dependencies", "[]*chart.Dependency").Where(d => d is not null).Select(d => Dependency(declaring, d))];
        }

        Validate(metadata);
        return metadata;
    }

    /// <summary>Makes every kind of white space a blank and drops what cannot be printed.</summary>
    public static string Clean(string text)
    {
        StringBuilder kept = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                kept.Append(' ');
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                kept.Append(rune.ToString());
            }
        }

        return kept.ToString();
    }

    private static ChartMaintainer Maintainer(GoStructReader parent, object? item)
    {
        GoStructReader fields = parent.Struct(item, "maintainers", "chart.Maintainer");
        return new(Clean(fields.Text("name")), Clean(fields.Text("email")), Clean(fields.Text("url")));
    }

    private static ChartDependency Dependency(GoStructReader parent, object? item)
    {
        GoStructReader fields = parent.Struct(item, "dependencies", "chart.Dependency");
        ChartDependency dependency = new()
        {
            Name = Clean(fields.Text("name")),
            Version = Clean(fields.Text("version")),
            Repository = Clean(fields.Text("repository")),
            Condition = Clean(fields.Text("condition")),
            Tags = [.. fields.Texts("tags").Select(Clean)],
            Alias = fields.Text("alias"),
            ImportValues = [.. fields.List("import-values", "[]interface {}").Select(Import).OfType<ImportValue>()],
        };
        return dependency.Alias.Length == 0 || AliasName().IsMatch(dependency.Alias)
            ? dependency
            : throw new HelmException($"validation: dependency \"{dependency.Name}\" has disallowed characters in the alias");
    }

    private static ImportValue? Import(object? item) => item switch
    {
        string export => new ImportValue(export, null),
        ValueMap pair when pair["child"] is string child && pair["parent"] is string parent => new ImportValue(child, parent),
        ValueMap => throw new HelmException("validation: an entry of import-values must name both child and parent"),
        _ => null,
    };

    private static void Validate(ChartMetadata metadata)
    {
        string? fault = metadata switch
        {
            { Name.Length: 0 } => "chart.metadata.name is required",
            { Version.Length: 0 } => "chart.metadata.version is required",
            _ when !SemanticVersion.IsVersion(metadata.Version) => $"chart.metadata.version \"{metadata.Version}\" is invalid",
            { Type: not ("" or "application" or "library") } => "chart.metadata.type must be application or library",
            _ => null,
        };
        if (fault is not null)
        {
            throw new HelmException("validation: " + fault);
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+\\z")]
    private static partial Regex AliasName();
}
