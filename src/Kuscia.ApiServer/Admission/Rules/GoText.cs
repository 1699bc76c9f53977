using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>Values as the messages of Kubernetes show them: the text of the structure in its implementation language, which scripts and people search for.</summary>
internal static class GoText
{
    /// <summary>A map of texts.</summary>
    public static string Map(JsonObject? map) => map is null or { Count: 0 }
        ? "map[string]string(nil)"
        : $"map[string]string{{{string.Join(", ", map.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{StatusCause.Quote(m.Key)}:{Quoted(m.Value)}"))}}}";

    /// <summary>A label selector.</summary>
    public static string Selector(JsonObject? selector)
    {
        string expressions = selector?["matchExpressions"] is JsonArray list
            ? $"[]v1.LabelSelectorRequirement{{{string.Join(", ", list.OfType<JsonObject>().Select(Requirement))}}}"
            : "[]v1.LabelSelectorRequirement(nil)";
        return $"v1.LabelSelector{{MatchLabels:{Map(selector.Child("matchLabels"))}, MatchExpressions:{expressions}}}";
    }

    /// <summary>A number or text.</summary>
    public static string IntOrString(JsonNode? value) => value switch
    {
        JsonValue text when text.GetValueKind() == JsonValueKind.String => $"intstr.IntOrString{{Type:1, IntVal:0, StrVal:{Quoted(text)}}}",
        _ => $"intstr.IntOrString{{Type:0, IntVal:{(value is JsonValue number ? JsonFields.ToInteger(number) : 0) ?? 0}, StrVal:\"\"}}",
    };

    /// <summary>A list of texts.</summary>
    public static string Texts(IEnumerable<string> texts) => $"[]string{{{string.Join(", ", texts.Select(StatusCause.Quote))}}}";

    /// <summary>The reference of a binding to its role.</summary>
    public static string RoleRef(JsonObject? role) =>
        $"rbac.RoleRef{{APIGroup:{Quoted(role?["apiGroup"])}, Kind:{Quoted(role?["kind"])}, Name:{Quoted(role?["name"])}}}";

    /// <summary>The key of a service port.</summary>
    public static string ServicePort(string protocol, long port) =>
        $"core.ServicePort{{Name:\"\", Protocol:{StatusCause.Quote(protocol)}, AppProtocol:(*string)(nil), Port:{port}, TargetPort:{IntOrString(null)}, NodePort:0}}";

    /// <summary>A toleration.</summary>
    public static string Toleration(JsonObject toleration)
    {
        string seconds = toleration.Integer("tolerationSeconds") is null ? "nil" : "0x0";
        return $"core.Toleration{{Key:{Quoted(toleration["key"])}, Operator:{Quoted(toleration["operator"])}, Value:{Quoted(toleration["value"])}, "
            + $"Effect:{Quoted(toleration["effect"])}, TolerationSeconds:(*int64)({seconds})}}";
    }

    /// <summary>A reference to an owner.</summary>
    public static string Owner(JsonObject owner) =>
        $"v1.OwnerReference{{APIVersion:{Quoted(owner["apiVersion"])}, Kind:{Quoted(owner["kind"])}, Name:{Quoted(owner["name"])}, UID:{Quoted(owner["uid"])}, "
        + "Controller:(*bool)(nil), BlockOwnerDeletion:(*bool)(nil)}";

    /// <summary>An amount with a fraction.</summary>
    public static string Amount(Quantity quantity)
    {
        BigInteger value = quantity.Nano;
        int scale = -9;
        while (!value.IsZero && scale < 0 && (value % 10).IsZero)
        {
            value /= 10;
            scale++;
        }

        string format = quantity.Format == QuantityFormat.BinarySi ? "BinarySI" : "DecimalSI";
        return string.Create(CultureInfo.InvariantCulture,
            $"resource.Quantity{{i:resource.int64Amount{{value:{value}, scale:{scale}}}, d:resource.infDecAmount{{Dec:(*inf.Dec)(nil)}}, s:\"\", Format:\"{format}\"}}");
    }

    private static string Requirement(JsonObject requirement)
    {
        string values = requirement["values"] is JsonArray list ? Texts(list.Select(v => v?.ToString() ?? "")) : "[]string(nil)";
        return $"v1.LabelSelectorRequirement{{Key:{Quoted(requirement["key"])}, Operator:{Quoted(requirement["operator"])}, Values:{values}}}";
    }

    private static string Quoted(JsonNode? value) => StatusCause.Quote(value is JsonValue text && text.TryGetValue(out string? content) ? content : "");
}
