using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Values;

/// <summary>Decides which subcharts take part (versions, aliases, tags, conditions) and copies imported values; changes the chart in place.</summary>
/// <param name="warn">Receives warnings in Helm's words, one line each.</param>
public sealed class DependencyProcessor(Action<string> warn)
{
    private readonly ValuesCoalescer _coalescer = new(warn);

    /// <summary>Processes the dependencies of a chart for the values a user gave.</summary>
    /// <exception cref="HelmException">The section of a subchart is not a table.</exception>
    public void Process(Chart chart, ValueMap values)
    {
        Select(chart, values, path: "");
        Import(chart);
    }

    private void Select(Chart chart, ValueMap values, string path)
    {
        if (chart.Metadata.Dependencies is not { } declared)
        {
            return;
        }

        chart.SetDependencies(Matching(chart, declared));
        foreach (ChartDependency dependency in declared)
        {
            dependency.Enabled = true;
        }

        ValueMap computed = _coalescer.Coalesce(chart, values);
        ApplyTags(declared, computed);
        ApplyConditions(declared, computed, path);

        HashSet<string> disabled = declared.Where(d => !d.Enabled).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        List<Chart> kept = [.. chart.Dependencies.Where(child => !disabled.Contains(child.Name))];
        foreach (Chart child in kept)
        {
            Select(child, computed, path + child.Name + ".");
        }

        List<ChartDependency> keptDeclared = [.. declared.Where(d => !disabled.Contains(d.Name))];
        chart.Metadata.Dependencies = keptDeclared.Count > 0 ? keptDeclared : null;
        chart.SetDependencies(kept);
    }

    // Undeclared subcharts stay; a declared one is taken once per declaration, under its alias.
    private static List<Chart> Matching(Chart chart, IReadOnlyList<ChartDependency> declared)
    {
        List<Chart> present = [.. chart.Dependencies];
        List<Chart> chosen = [.. present.Where(child => !declared.Any(d => Fits(child, d)))];
        foreach (ChartDependency dependency in declared)
        {
            if (present.Find(child => Fits(child, dependency)) is { } match)
            {
                chosen.Add(match.UnderAlias(dependency.Alias));
            }

            if (dependency.Alias.Length > 0)
            {
                dependency.Name = dependency.Alias;
            }
        }

        return chosen;
    }

    private static bool Fits(Chart chart, ChartDependency dependency) =>
        chart.Name == dependency.Name && VersionConstraint.Allows(dependency.Version, chart.Metadata.Version);

    private void ApplyTags(IReadOnlyList<ChartDependency> declared, ValueMap values)
    {
        if (!values.TryGetMap("tags", out ValueMap? tags))
        {
            return;
        }

        foreach (ChartDependency dependency in declared)
        {
            bool anyOn = false;
            bool anyOff = false;
            foreach (string tag in dependency.Tags)
            {
                if (!tags.TryGetValue(tag, out object? value))
                {
                    continue;
                }

                if (value is not bool on)
                {
                    warn($"Warning: Tag '{tag}' for chart {dependency.Name} returned non-bool value");
                    continue;
                }

                anyOn |= on;
                anyOff |= !on;
            }

            dependency.Enabled = anyOn || !anyOff;
        }
    }

    private void ApplyConditions(IReadOnlyList<ChartDependency> declared, ValueMap values, string path)
    {
        foreach (ChartDependency dependency in declared)
        {
            foreach (string condition in dependency.Condition.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!ValuesPath.TryValue(values, path + condition, out object? value))
                {
                    continue;
                }

                if (value is bool on)
                {
                    dependency.Enabled = on;
                    break;
                }

                warn($"Warning: Condition path '{condition}' for chart {dependency.Name} returned non-bool value");
            }
        }
    }

    private void Import(Chart chart)
    {
        foreach (Chart child in chart.Dependencies)
        {
            Import(child);
        }

        if (chart.Metadata.Dependencies is not { } declared)
        {
            return;
        }

        ValueMap computed = _coalescer.Coalesce(chart, null);
        ValueMap imported = [];
        foreach (ChartDependency dependency in declared)
        {
            foreach (ImportValue import in dependency.ImportValues)
            {
                imported = ImportOne(dependency, import, computed, imported);
            }

            dependency.ImportValues = [.. dependency.ImportValues.Select(Resolved)];
        }

        chart.Values = _coalescer.CoalesceTables(computed, imported);
    }

    private ValueMap ImportOne(ChartDependency dependency, ImportValue import, ValueMap computed, ValueMap imported)
    {
        string child = Resolved(import).Child;
        if (!ValuesPath.TryTable(computed, $"{dependency.Name}.{child}", out ValueMap table, out string missing))
        {
            string where = import.Parent is null ? "" : $" from chart {dependency.Name}";
            warn($"Warning: ImportValues missing table{where}: \"{missing}\" is not a table");
            return imported;
        }

        return import.Parent is null
            ? _coalescer.CoalesceTables(imported, table)
            : _coalescer.CoalesceTables(computed, ValuesPath.Nest(import.Parent, table));
    }

    private static ImportValue Resolved(ImportValue import) =>
        import.Parent is null ? new ImportValue("exports." + import.Child, ".") : import;
}
