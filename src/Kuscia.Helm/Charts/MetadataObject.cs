using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Charts;

/// <summary>Chart metadata as templates and JSON see it.</summary>
internal static class MetadataObject
{
    public static GoStruct Of(ChartMetadata metadata) => new(
        "chart.Metadata",
        GoStruct.Field("Name", metadata.Name),
        GoStruct.Field("Home", metadata.Home),
        GoStruct.Field("Sources", Texts(metadata.Sources)),
        GoStruct.Field("Version", metadata.Version),
        GoStruct.Field("Description", metadata.Description),
        GoStruct.Field("Keywords", Texts(metadata.Keywords)),
        GoStruct.Field("Maintainers", new GoNamed("[]*chart.Maintainer", metadata.Maintainers.Select(Maintainer).ToList<IGoObject>())),
        GoStruct.Field("Icon", metadata.Icon),
        GoStruct.Field("APIVersion", metadata.ApiVersion),
        GoStruct.Field("Condition", metadata.Condition),
        GoStruct.Field("Tags", metadata.Tags),
        GoStruct.Field("AppVersion", metadata.AppVersion),
        GoStruct.Field("Deprecated", metadata.Deprecated),
        GoStruct.Field("Annotations", metadata.Annotations.Count > 0 ? TextMap(metadata.Annotations) : new GoNamed("map[string]string", TextMap(metadata.Annotations))),
        GoStruct.Field("KubeVersion", metadata.KubeVersion),
        GoStruct.Field("Dependencies", new GoNamed("[]*chart.Dependency", (metadata.Dependencies ?? []).Select(Dependency).ToList<IGoObject>())),
        GoStruct.Field("Type", metadata.Type))
    {
        Json = () => ToJson(metadata),
    };

    /// <summary>The metadata as Chart.yaml and release records write it: empty fields are left out.</summary>
    public static ValueMap ToJson(ChartMetadata metadata)
    {
        ValueMap json = new();
        SetText(json, "name", metadata.Name);
        SetText(json, "home", metadata.Home);
        SetTexts(json, "sources", metadata.Sources);
        SetText(json, "version", metadata.Version);
        SetText(json, "description", metadata.Description);
        SetTexts(json, "keywords", metadata.Keywords);
        SetList(json, "maintainers", metadata.Maintainers.Select(MaintainerJson));
        SetText(json, "icon", metadata.Icon);
        SetText(json, "apiVersion", metadata.ApiVersion);
        SetText(json, "condition", metadata.Condition);
        SetText(json, "tags", metadata.Tags);
        SetText(json, "appVersion", metadata.AppVersion);
        if (metadata.Deprecated)
        {
            json["deprecated"] = true;
        }

        if (metadata.Annotations.Count > 0)
        {
            json["annotations"] = TextMap(metadata.Annotations);
        }

        SetText(json, "kubeVersion", metadata.KubeVersion);
        SetList(json, "dependencies", (metadata.Dependencies ?? []).Select(DependencyJson));
        SetText(json, "type", metadata.Type);
        return json;
    }

    private static GoStruct Maintainer(ChartMaintainer maintainer) => new(
        "*chart.Maintainer",
        GoStruct.Field("Name", maintainer.Name),
        GoStruct.Field("Email", maintainer.Email),
        GoStruct.Field("URL", maintainer.Url))
    {
        Json = () => MaintainerJson(maintainer),
    };

    private static GoStruct Dependency(ChartDependency dependency) => new(
        "*chart.Dependency",
        GoStruct.Field("Name", dependency.Name),
        GoStruct.Field("Version", dependency.Version),
        GoStruct.Field("Repository", dependency.Repository),
        GoStruct.Field("Condition", dependency.Condition),
        GoStruct.Field("Tags", Texts(dependency.Tags)),
        GoStruct.Field("Enabled", dependency.Enabled),
        GoStruct.Field("ImportValues", dependency.ImportValues.Select(ImportJson).ToList()),
        GoStruct.Field("Alias", dependency.Alias))
    {
        Json = () => DependencyJson(dependency),
    };

    private static ValueMap MaintainerJson(ChartMaintainer maintainer)
    {
        ValueMap json = new();
        SetText(json, "name", maintainer.Name);
        SetText(json, "email", maintainer.Email);
        SetText(json, "url", maintainer.Url);
        return json;
    }

    private static ValueMap DependencyJson(ChartDependency dependency)
    {
        ValueMap json = new() { ["name"] = dependency.Name, ["repository"] = dependency.Repository };
        SetText(json, "version", dependency.Version);
        SetText(json, "condition", dependency.Condition);
        SetTexts(json, "tags", dependency.Tags);
        if (dependency.Enabled)
        {
            json["enabled"] = true;
        }

        SetList(json, "import-values", dependency.ImportValues.Select(ImportJson));
        SetText(json, "alias", dependency.Alias);
        return json;
    }

    public static object? ImportJson(ImportValue import) =>
        import.Parent is null ? import.Child : new ValueMap { ["child"] = import.Child, ["parent"] = import.Parent };

    // What is not given is nil in Go and keeps the name of its type.
    private static object Texts(IReadOnlyList<string> texts) =>
        texts.Count > 0 ? new List<string>(texts) : new GoNamed("[]string", new List<string>());

    private static ValueMap TextMap(IReadOnlyDictionary<string, string> texts)
    {
        ValueMap map = new(MapType.Text);
        foreach ((string key, string text) in texts)
        {
            map[key] = text;
        }

        return map;
    }

    private static void SetText(ValueMap json, string name, string text)
    {
        if (text.Length > 0)
        {
            json[name] = text;
        }
    }

    private static void SetTexts(ValueMap json, string name, IReadOnlyList<string> texts) =>
        SetList(json, name, texts);

    private static void SetList(ValueMap json, string name, IEnumerable<object?> items)
    {
        List<object?> list = [.. items];
        if (list.Count > 0)
        {
            json[name] = list;
        }
    }
}
