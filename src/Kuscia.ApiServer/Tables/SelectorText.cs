using System.Text.Json;

namespace Kuscia.ApiServer.Tables;

/// <summary>Selectors in the form that <c>-l</c> takes.</summary>
internal static class SelectorText
{
    /// <summary>Equalities, sorted by key; <c>&lt;none&gt;</c> when there are none.</summary>
    public static string OfLabels(IReadOnlyList<JsonProperty> labels) =>
        PodCells.OrNone(string.Join(",", labels.OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => $"{l.Name}={l.Value}")));

    /// <summary>A label selector with equalities and expressions; <c>&lt;none&gt;</c> when absent.</summary>
    public static string OfSelector(JsonElement? selector)
    {
        if (selector is not { } given)
        {
            return "<none>";
        }

        IEnumerable<(string Key, string Text)> terms =
        [
            .. given.Members("matchLabels").Select(l => (l.Name, $"{l.Name}={l.Value}")),
            .. given.Items("matchExpressions").Select(e => (e.Text("key"), Expression(e))),
        ];
        return PodCells.OrNone(string.Join(",", terms.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Text)));
    }

    private static string Expression(JsonElement expression)
    {
        string key = expression.Text("key");
        string values = string.Join(",", expression.Items("values").Select(v => v.ToString()).Order(StringComparer.Ordinal));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key,
        };
    }
}
