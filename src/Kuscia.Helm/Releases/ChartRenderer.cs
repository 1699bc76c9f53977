using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Values;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Releases;

/// <summary>Turns a chart and values into manifests, hooks and notes.</summary>
/// <param name="warn">Receives warnings in Helm's words, one line each.</param>
public sealed class ChartRenderer(Action<string> warn)
{
    private const string NotesFile = "NOTES.txt";

    /// <summary>Processes dependencies, computes the values, checks them and renders; the chart is changed in place.</summary>
    /// <param name="chart">The top chart, freshly loaded.</param>
    /// <param name="values">The user's values.</param>
    /// <param name="release">Name, namespace and revision.</param>
    /// <param name="capabilities">What is known of the cluster.</param>
    /// <param name="settings">How to render.</param>
    /// <param name="cancellationToken">Ends the rendering early.</param>
    /// <exception cref="HelmException">The values or the chart are wrong, or a template fails.</exception>
    public RenderedChart Render(
        Chart chart, ValueMap values, ReleaseScope release, Capabilities capabilities, RenderSettings settings, CancellationToken cancellationToken)
    {
        new DependencyProcessor(warn).Process(chart, values);
        return RenderProcessed(chart, values, release, capabilities, settings, cancellationToken);
    }

    /// <summary>As <see cref="Render"/>, for a chart whose dependencies are processed already.</summary>
    public RenderedChart RenderProcessed(
        Chart chart, ValueMap values, ReleaseScope release, Capabilities capabilities, RenderSettings settings, CancellationToken cancellationToken)
    {
        ValueMap computed = new ValuesCoalescer(warn).Coalesce(chart, values);
        SchemaCheck.Check(chart, computed);
        CheckKubernetes(chart, capabilities);
        SortedDictionary<string, string> files = RenderFiles(chart, computed, release, capabilities, settings, cancellationToken);

        string notes = Notes(chart, files, settings);
        (IReadOnlyList<ReleaseHook> hooks, IReadOnlyList<Manifest> manifests) =
            new ManifestSorter(warn).Sort(files.Where(file => !IsNotes(file.Key)), KindOrder.Install);
        return new RenderedChart
        {
            Files = files,
            Manifest = Print(settings.IncludeCrds ? chart.Crds() : [], manifests),
            Manifests = manifests,
            Hooks = hooks,
            Notes = notes,
        };
    }

    private static SortedDictionary<string, string> RenderFiles(
        Chart chart, ValueMap values, ReleaseScope release, Capabilities capabilities, RenderSettings settings, CancellationToken cancellationToken)
    {
        ChartTemplates templates = ChartTemplates.Collect(chart, values, release, capabilities);
        try
        {
            return templates.Render(settings.Templates, cancellationToken);
        }
        catch (TemplateException e)
        {
            throw new HelmException(e.Message, e) { DuringRendering = true };
        }
    }

    private static void CheckKubernetes(Chart chart, Capabilities capabilities)
    {
        string range = chart.Metadata.KubeVersion;
        string version = capabilities.KubeVersion.Version;
        if (range.Length > 0 && !VersionConstraint.Allows(range, version))
        {
            throw new HelmException($"chart requires kubeVersion: {range} which is incompatible with Kubernetes {version}") { DuringRendering = true };
        }
    }

    private static bool IsNotes(string path) => path.EndsWith(NotesFile, StringComparison.Ordinal);

    private static string Notes(Chart chart, SortedDictionary<string, string> files, RenderSettings settings)
    {
        string own = $"{chart.Name}/templates/{NotesFile}";
        return string.Join('\n', files
            .Where(file => file.Key == own || (settings.SubchartNotes && IsNotes(file.Key)))
            .OrderByDescending(file => file.Key == own)
            .Select(file => file.Value));
    }

    private static string Print(IEnumerable<ChartCrd> crds, IReadOnlyList<Manifest> manifests)
    {
        StringBuilder text = new();
        foreach (ChartCrd crd in crds)
        {
            text.Append("---\n# Source: ").Append(crd.File.Name).Append('\n').Append(crd.File.Text).Append('\n');
        }

        foreach (Manifest manifest in manifests)
        {
            text.Append("---\n# Source: ").Append(manifest.Name).Append('\n').Append(manifest.Content).Append('\n');
        }

        return text.ToString();
    }
}
