using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Releases;

/// <summary>The template files of a chart and its subcharts, each with the objects it sees.</summary>
internal sealed class ChartTemplates
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ChartTemplates()
    {
    }

    public static ChartTemplates Collect(Chart chart, ValueMap values, ReleaseScope release, Capabilities capabilities)
    {
        ValueMap shared = new()
        {
            ["Release"] = new ValueMap
            {
                ["Name"] = release.Name,
                ["Namespace"] = release.Namespace,
                ["IsUpgrade"] = release.IsUpgrade,
                ["IsInstall"] = !release.IsUpgrade,
                ["Revision"] = (nint)release.Revision,
                ["Service"] = "Helm",
            },
            ["Capabilities"] = TemplateObjects.Capabilities(capabilities),
        };
        ChartTemplates collected = new();
        collected.Add(chart, values, shared);
        return collected;
    }

    public SortedDictionary<string, string> Render(RenderOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> order = TemplateSet.ParseOrder(_entries.Keys);
        TemplateSet set = new(FunctionTable.Helm);
        foreach (string path in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            set.Add(path, _entries[path].Text);
        }

        SortedDictionary<string, string> rendered = new(StringComparer.Ordinal);
        foreach (string path in order.Where(path => !ChartPaths.Base(path).StartsWith('_')))
        {
            Entry entry = _entries[path];
            entry.Scope["Template"] = TemplateObjects.Values(new ValueMap { ["Name"] = path, ["BasePath"] = entry.BasePath });
            rendered[path] = set.Render(path, TemplateObjects.Values(entry.Scope), options, cancellationToken);
        }

        return rendered;
    }

    private ValueMap Add(Chart chart, ValueMap values, ValueMap shared)
    {
        ValueMap subcharts = [];
        ValueMap scope = new()
        {
            ["Chart"] = TemplateObjects.Chart(chart),
            ["Files"] = FilesObject.Of(chart),
            ["Release"] = shared["Release"],
            ["Capabilities"] = shared["Capabilities"],
            ["Values"] = TemplateObjects.Values(values),
            ["Subcharts"] = subcharts,
        };
        foreach (Chart child in chart.Dependencies)
        {
            subcharts[child.Name] = Add(child, values.TryGetMap(child.Name, out ValueMap? section) ? section : [], shared);
        }

        string full = chart.FullPath;
        foreach (ChartFile file in chart.Templates)
        {
            if (chart.Metadata.IsLibrary && !ChartPaths.Base(file.Name).StartsWith('_'))
            {
                continue;
            }

            _entries[ChartPaths.Join(full, file.Name)] = new Entry(GoText.FromBytes(file.Data.Span), scope, ChartPaths.Join(full, "templates"));
        }

        return scope;
    }

    private sealed record Entry(string Text, ValueMap Scope, string BasePath);
}
