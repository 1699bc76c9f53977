using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Schemas;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Values;

/// <summary>Checks computed values against the schemas of a chart and its subcharts.</summary>
internal static class SchemaCheck
{
    /// <summary>Checks everything and reports all faults of all charts together.</summary>
    /// <exception cref="HelmException">Some values do not fit.</exception>
    public static void Check(Chart chart, ValueMap values)
    {
        StringBuilder faults = new();
        Collect(chart, values, faults);
        if (faults.Length > 0)
        {
            throw new HelmException($"values don't meet the specifications of the schema(s) in the following chart(s):\n{faults}");
        }
    }

    private static void Collect(Chart chart, ValueMap values, StringBuilder faults)
    {
        if (chart.Schema is { } schema)
        {
            CollectOne(chart.Name, schema, values, faults);
        }

        foreach (Chart child in chart.Dependencies)
        {
            if (values.TryGetMap(child.Name, out ValueMap? section))
            {
                Collect(child, section, faults);
            }
        }
    }

    private static void CollectOne(string name, ReadOnlyMemory<byte> schema, ValueMap values, StringBuilder faults)
    {
        try
        {
            IReadOnlyList<string> found = SchemaValidator.Validate(schema, HelmYaml.ToJson(values));
            if (found.Count == 0)
            {
                return;
            }

            faults.Append(name).Append(":\n");
            foreach (string fault in found)
            {
                faults.Append("- ").Append(fault).Append('\n');
            }
        }
        catch (SchemaException e)
        {
            faults.Append(name).Append(":\n").Append(e.Message);
        }
    }
}
