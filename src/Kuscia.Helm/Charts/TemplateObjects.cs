using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>The built-in objects that templates of a chart see, with the names and types Helm gives them.</summary>
internal static class TemplateObjects
{
    /// <summary>Shows a map as <c>chartutil.Values</c>.</summary>
    public static IGoObject Values(ValueMap map) => new ValuesObject(map);

    public static IGoObject Capabilities(Capabilities capabilities)
    {
        List<string> versions = new(capabilities.ApiVersions);
        HashSet<string> known = new(versions, StringComparer.Ordinal);
        GoFunction has = new("Has", "string", (_, a) => known.Contains((string)a[0]!));
        return new GoStruct(
            "*chartutil.Capabilities",
            GoStruct.Field("KubeVersion", KubeVersion(capabilities.KubeVersion)),
            GoStruct.Field("APIVersions", new GoNamed("chartutil.VersionSet", versions, has)),
            GoStruct.Field("HelmVersion", HelmVersion()));
    }

    public static IGoObject Chart(Chart chart)
    {
        GoStruct metadata = MetadataObject.Of(chart.Metadata);
        return new GoStruct(
            "struct { chart.Metadata; IsRoot bool }",
            GoStruct.Field("Metadata", metadata),
            GoStruct.Field("IsRoot", chart.IsRoot))
        {
            Embedded = metadata,
            Json = () =>
            {
                ValueMap json = (ValueMap)metadata.ToJsonValue()!; // not null: metadata writes itself as a map
                json["IsRoot"] = chart.IsRoot;
                return json;
            },
        };
    }

    private static GoStruct KubeVersion(KubernetesVersion version) => new(
        "chartutil.KubeVersion",
        GoStruct.Field("Version", version.Version),
        GoStruct.Field("Major", version.Major),
        GoStruct.Field("Minor", version.Minor))
    {
        PrintedText = version.Version,
        Methods = new Dictionary<string, GoFunction>(StringComparer.Ordinal)
        {
            ["GitVersion"] = new("GitVersion", "", (_, _) => version.Version),
            ["String"] = new("String", "", (_, _) => version.Version),
        },
    };

    /// <summary>The version of Helm whose behaviour this is.</summary>
    public static GoStruct HelmVersion()
    {
        KeyValuePair<string, object?>[] fields =
        [
            GoStruct.Field("Version", ToldVersion.Version),
            GoStruct.Field("GitCommit", ToldVersion.GitCommit),
            GoStruct.Field("GitTreeState", ToldVersion.GitTreeState),
            GoStruct.Field("GoVersion", ToldVersion.GoVersion),
        ];
        return new GoStruct("version.BuildInfo", fields);
    }
}
