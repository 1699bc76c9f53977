using System.Text;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Commands;

/// <summary>Prints rows and objects as JSON, with the members in the order given, or as YAML, sorted.</summary>
internal static class ObjectPrinter
{
    public static void Write(TextWriter output, string format, IEnumerable<KeyValuePair<string, object?>[]> rows)
    {
        if (format == "yaml")
        {
            WriteYaml(output, rows.Select(row => new ValueMap(row)).ToList<object?>());
            return;
        }

        IEnumerable<string> objects = rows.Select(row =>
            "{" + string.Join(',', row.Select(member => $"{HelmYaml.ToJson(member.Key)}:{HelmYaml.ToJson(member.Value)}")) + "}");
        output.Write($"[{string.Join(',', objects)}]\n");
    }

    public static void Write(TextWriter output, string format, object? value)
    {
        if (format == "yaml")
        {
            WriteYaml(output, value);
            return;
        }

        output.Write(HelmYaml.ToJson(value));
        output.Write('\n');
    }

    public static void WriteYaml(TextWriter output, object? value)
    {
        StringBuilder text = new(HelmYaml.ToYaml(value));
        if (text.Length == 0 || text[^1] != '\n')
        {
            text.Append('\n');
        }

        output.Write(text.ToString());
    }
}
