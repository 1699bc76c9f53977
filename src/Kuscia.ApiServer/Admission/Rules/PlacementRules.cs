using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules about where and as whom a pod runs.</summary>
internal static class PlacementRules
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    /// <summary>Adds the faults of tolerations, node selectors, preferences, host name and user.</summary>
    public static void Check(JsonObject? spec, string path, List<StatusCause> causes)
    {
        foreach ((string key, JsonNode? value) in spec.Child("nodeSelector") ?? [])
        {
            string text = value is JsonValue given && given.TryGetValue(out string? content) ? content : "";
            causes.AddRange(NameFormats.NotQualifiedName(key).Select(fault => StatusCause.Invalid($"{path}.nodeSelector", StatusCause.Quote(key), fault)));
            causes.AddRange(NameFormats.NotLabelValue(text).Select(fault => StatusCause.Invalid($"{path}.nodeSelector", StatusCause.Quote(text), fault)));
        }

        if (spec.Child("securityContext").Integer("runAsUser") is { } user and (< 0 or > int.MaxValue))
        {
            causes.Add(StatusCause.Invalid($"{path}.securityContext.runAsUser", $"{user}", "must be between 0 and 2147483647, inclusive"));
        }

        if (spec.String("hostname") is { Length: > 0 } host)
        {
            causes.AddRange(NameFormats.NotLabel(host).Select(fault => StatusCause.Invalid($"{path}.hostname", StatusCause.Quote(host), fault)));
        }

        Preferences(spec.Child("affinity").Child("nodeAffinity"), $"{path}.affinity.nodeAffinity", causes);
        foreach ((int index, JsonObject toleration) in spec.Objects("tolerations"))
        {
            Toleration(toleration, $"{path}.tolerations[{index}]", causes);
        }
    }

    private static void Toleration(JsonObject toleration, string path, List<StatusCause> causes)
    {
        if (toleration.String("operator") == "Exists" && toleration.String("value") is { Length: > 0 })
        {
            causes.Add(StatusCause.Invalid($"{path}.operator", GoText.Toleration(toleration), "value must be empty when `operator` is 'Exists'"));
        }

        if (toleration.String("effect") is { Length: > 0 })
        {
            causes.AddRange(CoreRules.OneOf(toleration, "effect", path, Effects));
        }
    }

    private static void Preferences(JsonObject? affinity, string path, List<StatusCause> causes)
    {
        const string List = "preferredDuringSchedulingIgnoredDuringExecution";
        foreach ((int index, JsonObject term) in affinity.Objects(List))
        {
            string at = $"{path}.{List}[{index}]";
            if (term.Integer("weight") is not (>= 1 and <= 100))
            {
                causes.Add(StatusCause.Invalid($"{at}.weight", $"{term.Integer("weight") ?? 0}", "must be in the range 1-100"));
            }

            foreach ((int place, JsonObject expression) in term.Child("preference").Objects("matchExpressions"))
            {
                if (expression.String("operator") is "In" or "NotIn" && !expression.Array("values").Any())
                {
                    causes.Add(StatusCause.Required($"{at}.preference.matchExpressions[{place}].values", "must be specified when `operator` is 'In' or 'NotIn'"));
                }
            }
        }
    }
}
