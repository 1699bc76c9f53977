using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Releases;

/// <summary>The template files of a chart and its subcharts, each with the objects it sees.</summary>
internal sealed class ChartTemplates
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    private ChartTemplates()
    {
    }

    public static ChartTemplates Collect(Chart chart, ValueMap values, ReleaseScope release, Capabilities capabilities)
    {
        var shared = new ValueMap
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
        var collected = new ChartTemplates();
        collected.Add(chart, values, shared);
        return collected;
    }

    public SortedDictionary<string, string> Render(RenderOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> order = TemplateSet.ParseOrder(entries.Keys);
        var set = new TemplateSet(FunctionTable.Helm);
        foreach (string path in order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            set.Add(path, entries[path].Text);
        }

        var rendered = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in order.Where(path => !ChartPaths.Base(path).StartsWith('_')))
        {
            Entry entry = entries[path];
            entry.Scope["Template"] = TemplateObjects.Values(new ValueMap { ["Name"] = path, ["BasePath"] = entry.BasePath });
            rendered[path] = set.Render(path, TemplateObjects.Values(entry.Scope), options, cancellationToken);
        }

        return rendered;
    }

    private ValueMap Add(Chart chart, ValueMap values, ValueMap shared)
    {
        ValueMap subcharts = [];
        var scope = new ValueMap
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

            entries[ChartPaths.Join(full, file.Name)] = new Entry(GoText.FromBytes(file.Data.Span), scope, ChartPaths.Join(full, "templates"));
        }

        return scope;
    }

    private sealed record Entry(string Text, ValueMap Scope, string BasePath);
}
