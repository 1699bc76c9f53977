using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Schemas;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Values;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Commands;

/// <summary>Examines one chart and collects what is wrong with it.</summary>
internal sealed class ChartLinter(string path, ValueMap values, string ns)
{
    private readonly List<LintMessage> _messages = [];

    public IReadOnlyList<LintMessage> Messages => _messages;

    public void Run(CancellationToken cancellationToken)
    {
        IReadOnlyList<ChartFile> files = ReadFiles();
        ChartFile? chartYaml = files.FirstOrDefault(file => file.Name == "Chart.yaml");
        if (chartYaml is null)
        {
            throw new HelmException($"unable to check Chart.yaml file in chart: stat {Path.Combine(path, "Chart.yaml")}: no such file or directory");
        }

        if (ParseMap(chartYaml.Text, "Chart.yaml", "unable to parse YAML\n\t") is { } metadata)
        {
            _messages.AddRange(ChartYamlRules.Check(metadata));
        }

        CheckValues(files);
        CheckTemplates(files, cancellationToken);
    }

    private List<ChartFile> ReadFiles()
    {
        ArchiveBudget budget = new(ArchiveLimits.Default);
        if (Directory.Exists(path))
        {
            return ChartFolder.Read(path, budget);
        }

        if (!File.Exists(path))
        {
            throw new HelmException($"unable to check Chart.yaml file in chart: stat {Path.Combine(path, "Chart.yaml")}: no such file or directory");
        }

        using FileStream packed = File.OpenRead(path);
        return ChartArchive.Read(packed, budget);
    }

    private void CheckValues(IReadOnlyList<ChartFile> files)
    {
        const string name = "values.yaml";
        ChartFile? file = files.FirstOrDefault(f => f.Name == name);
        if (file is null)
        {
            Add(LintSeverity.Info, name, "file does not exist");
            return;
        }

        ChartFile? schema = files.FirstOrDefault(f => f.Name == "values.schema.json");
        if (ParseMap(file.Text, name, "unable to parse YAML: ") is not { } defaults || schema is null)
        {
            return;
        }

        try
        {
            ValueMap merged = new ValuesCoalescer(static _ => { }).CoalesceTables(values.DeepCopy(), defaults);
            IReadOnlyList<string> faults = SchemaValidator.Validate(schema.Data, HelmYaml.ToJson(merged));
            if (faults.Count > 0)
            {
                Add(LintSeverity.Error, name, string.Concat(faults.Select(fault => $"- {fault}\n")));
            }
        }
        catch (SchemaException e)
        {
            Add(LintSeverity.Error, name, e.Message);
        }
    }

    private void CheckTemplates(IReadOnlyList<ChartFile> files, CancellationToken cancellationToken)
    {
        if (!files.Any(file => file.Name.StartsWith("templates/", StringComparison.Ordinal)))
        {
            Add(LintSeverity.Warning, "templates/", "directory not found");
        }

        Chart chart;
        try
        {
            chart = new ChartLoader().LoadFiles(files);
        }
        catch (HelmException e)
        {
            Add(LintSeverity.Error, "", $"unable to load chart\n\t{e.Message}");
            return;
        }

        if (Render(chart, cancellationToken) is { } rendered)
        {
            CheckFiles(chart, rendered);
        }
    }

    private SortedDictionary<string, string>? Render(Chart chart, CancellationToken cancellationToken)
    {
        try
        {
            new DependencyProcessor(static _ => { }).Process(chart, values);
            ValueMap computed = new ValuesCoalescer(static _ => { }).Coalesce(chart, values);
            SchemaCheck.Check(chart, computed);
            ReleaseScope scope = new("test-release", ns, 0, IsUpgrade: false);
            RenderOptions options = RenderOptions.Default with
            {
                LintMode = true,
                LintMessage = message => Add(LintSeverity.Info, "templates/", message),
            };
            return ChartTemplates.Collect(chart, computed, scope, Capabilities.Default).Render(options, cancellationToken);
        }
        catch (Exception e) when (e is HelmException or TemplateException)
        {
            Add(LintSeverity.Error, "templates/", e.Message);
            return null;
        }
    }

    private void CheckFiles(Chart chart, SortedDictionary<string, string> rendered)
    {
        foreach (ChartFile file in chart.Templates)
        {
            string extension = ChartPaths.Extension(file.Name);
            if (extension is not (".yaml" or ".yml" or ".tpl" or ".txt"))
            {
                Add(LintSeverity.Error, file.Name, $"file extension '{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt");
            }

            bool isManifest = extension == ".yaml" && rendered.TryGetValue(ChartPaths.Join(chart.FullPath, file.Name), out string? text) &&
                !string.IsNullOrWhiteSpace(text);
            if (isManifest)
            {
                _messages.AddRange(ManifestRules.Check(file.Name, rendered[ChartPaths.Join(chart.FullPath, file.Name)]));
            }
        }
    }

    private ValueMap? ParseMap(string text, string name, string prefix)
    {
        try
        {
            object? parsed = HelmYaml.Parse(text);
            return parsed is null ? [] : parsed as ValueMap ?? throw GoStructReader.CannotDecode(parsed, "map[string]interface {}");
        }
        catch (Exception e) when (e is HelmYamlException or HelmException)
        {
            Add(LintSeverity.Error, name, prefix + e.Message);
            return null;
        }
    }

    private void Add(LintSeverity severity, string where, string text) => _messages.Add(new LintMessage(severity, where, text));
}
