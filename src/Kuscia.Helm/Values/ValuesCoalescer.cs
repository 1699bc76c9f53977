using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Values;

/// <summary>
/// Lays a user's values over the defaults of a chart and its subcharts by Helm's rules: maps merge, everything else is
/// replaced, a null deletes a default, globals flow down. Tables of the chart itself may be shared into the result and
/// written to, as in Helm; several visible effects rest on that.
/// </summary>
/// <param name="warn">Receives warnings in Helm's words, one line each.</param>
public sealed class ValuesCoalescer(Action<string> warn)
{
    private const string GlobalKey = "global";

    /// <summary>Computes the values of a chart.</summary>
    /// <param name="chart">The top chart.</param>
    /// <param name="values">The user's values; copied, never changed. Null for none.</param>
    /// <exception cref="HelmException">The section of a subchart is not a table.</exception>
    public ValueMap Coalesce(Chart chart, ValueMap? values)
    {
        ValueMap copy = values?.DeepCopy() ?? [];
        CoalesceChart(chart, copy, prefix: "");
        return copy;
    }

    /// <summary>Merges a table of defaults under another, in place; what the destination has wins.</summary>
    /// <returns>The destination.</returns>
    public ValueMap CoalesceTables(ValueMap destination, ValueMap source) => MergeTables(destination, source, prefix: "");

    private void CoalesceChart(Chart chart, ValueMap values, string prefix)
    {
        string path = Dotted(prefix, chart.Name);
        ApplyDefaults(chart, values, path);
        foreach (Chart child in chart.Dependencies)
        {
            if (!values.ContainsKey(child.Name))
            {
                values[child.Name] = new ValueMap();
            }

            if (values[child.Name] is not ValueMap section)
            {
                throw new HelmException($"type mismatch on {child.Name}: {GoFormat.Sprintf("%t", [values[child.Name]])}");
            }

            PassGlobals(section, values, path);
            CoalesceChart(child, section, path);
        }
    }

    private void ApplyDefaults(Chart chart, ValueMap values, string path)
    {
        foreach ((string key, object? fallback) in chart.Values ?? [])
        {
            if (!values.TryGetValue(key, out object? given))
            {
                values[key] = fallback;
                continue;
            }

            if (given is null)
            {
                values.Remove(key);
                continue;
            }

            if (given is not ValueMap table)
            {
                continue;
            }

            if (fallback is ValueMap defaults)
            {
                MergeTables(table, defaults, Dotted(path, key));
            }
            else if (fallback is not null)
            {
                warn($"warning: skipped value for {path}.{key}: Not a table.");
            }
        }
    }

    private ValueMap MergeTables(ValueMap destination, ValueMap source, string prefix)
    {
        foreach ((string key, object? value) in source)
        {
            if (!destination.TryGetValue(key, out object? given))
            {
                destination[key] = value;
                continue;
            }

            if (given is null)
            {
                destination.Remove(key);
                continue;
            }

            MergeEntry(given, value, Dotted(prefix, key));
        }

        return destination;
    }

    private void MergeEntry(object given, object? value, string path)
    {
        if (value is ValueMap inner)
        {
            if (given is ValueMap table)
            {
                MergeTables(table, inner, path);
                return;
            }

            warn($"warning: cannot overwrite table with non table for {path} ({GoFormat.Sprintf("%v", [value])})");
            return;
        }

        if (given is ValueMap && value is not null)
        {
            warn($"warning: destination for {path} is a table. Ignoring non-table value ({GoFormat.Sprintf("%v", [value])})");
        }
    }

    private void PassGlobals(ValueMap section, ValueMap parent, string path)
    {
        if (!TryGlobals(section, "destination", out ValueMap own) || !TryGlobals(parent, "source", out ValueMap given))
        {
            return;
        }

        foreach ((string key, object? value) in given)
        {
            PassGlobal(own, key, value, path);
        }

        section[GlobalKey] = own;
    }

    private void PassGlobal(ValueMap own, string key, object? value, string path)
    {
        bool known = own.TryGetValue(key, out object? current);
        if (value is not ValueMap table)
        {
            if (known && current is ValueMap)
            {
                warn($"key {key} is table. Skipping");
                return;
            }

            own[key] = value;
            return;
        }

        ValueMap copy = table.ShallowCopy();
        if (!known)
        {
            own[key] = copy;
        }
        else if (current is ValueMap currentTable)
        {
            own[key] = MergeTables(copy, currentTable, Dotted(path, key));
        }
        else
        {
            warn($"Conflict: cannot merge map onto non-map for \"{key}\". Skipping.");
        }
    }

    private bool TryGlobals(ValueMap holder, string side, out ValueMap globals)
    {
        globals = [];
        if (!holder.TryGetValue(GlobalKey, out object? found))
        {
            return true;
        }

        if (found is ValueMap table)
        {
            globals = table;
            return true;
        }

        warn($"warning: skipping globals because {side} {GlobalKey} is not a table.");
        return false;
    }

    private static string Dotted(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";
}
