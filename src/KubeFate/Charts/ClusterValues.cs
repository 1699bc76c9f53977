using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Yaml;

namespace KubeFate.Charts;

/// <summary>From cluster.yaml to the values of the chart. Whole numbers of seven digits and more stay whole, so that party ids keep their form.</summary>
internal static class ClusterValues
{
    private const string TemplateName = "fate-values-templates";
    private static readonly RenderOptions Options = new() { HelmErrors = false };

    /// <summary>Reads cluster.yaml, which may be JSON.</summary>
    /// <exception cref="HelmYamlException">The text is no YAML.</exception>
    public static JsonObject ParseSpec(string text)
    {
        _ = HelmYaml.ParseMap(text);
        return JsonNode.Parse(HelmYaml.YamlToJson(text)) as JsonObject ?? [];
    }

    /// <summary>Renders the values template of a chart.</summary>
    /// <exception cref="HelmException">The template or what it gives is wrong.</exception>
    public static ValueMap Render(StoredChart chart, JsonObject spec, CancellationToken cancellationToken)
    {
        if (chart.ValuesTemplate.Length == 0)
        {
            throw new HelmException("FateChart ValuesTemplate not exist");
        }

        try
        {
            TemplateSet templates = new(FunctionTable.ValuesTemplate, helmErrors: false);
            templates.Add(TemplateName, chart.ValuesTemplate);
            string text = templates.Render(TemplateName, ToValue(spec), Options, cancellationToken);
            _ = HelmYaml.ParseMap(text);
            return ToValue(JsonNode.Parse(HelmYaml.YamlToJson(text))) as ValueMap ?? [];
        }
        catch (Exception e) when (e is TemplateException or HelmYamlException)
        {
            throw new HelmException(e.Message, e);
        }
    }

    private static object? ToValue(JsonNode? node) => node switch
    {
        null => null,
        JsonObject map => new ValueMap(map.Select(member => KeyValuePair.Create(member.Key, ToValue(member.Value)))),
        JsonArray list => list.Select(ToValue).ToList(),
        _ => Scalar(node),
    };

    private static object? Scalar(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => long.TryParse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out long whole) && Math.Abs((double)whole) >= 1e6
            ? whole
            : double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture),
    };
}
