using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Schedules;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of workloads.</summary>
internal static partial class WorkloadRules
{
    private static readonly string[] Operators = ["In", "NotIn", "Exists", "DoesNotExist"];

    private static readonly string[] SetChanges =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    /// <summary>The faults of a workload, given the stored one for an update.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject value, JsonObject? old)
    {
        JsonObject? spec = value.Child("spec");
        JsonObject? selector = spec.Child("selector");
        List<StatusCause> causes = [];
        if (spec.Integer("replicas") is < 0 and var replicas)
        {
            causes.Add(StatusCause.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0"));
        }

        Selector(value.String("kind") ?? "", selector, spec.Child("template").Child("metadata").Child("labels"), causes);
        causes.AddRange(PodRules.Spec(spec.Child("template").Child("spec"), "spec.template.spec"));
        causes.AddRange(CoreRules.OneOf(spec.Child("template").Child("spec"), "restartPolicy", "spec.template.spec", "Always"));
        Strategy(spec.Child("strategy"), causes);
        if (spec.Integer("progressDeadlineSeconds") is long deadline && deadline <= (spec.Integer("minReadySeconds") ?? 0))
        {
            causes.Add(StatusCause.Invalid("spec.progressDeadlineSeconds", $"{deadline}", "must be greater than minReadySeconds"));
        }

        if (old?.Child("spec").Child("selector") is { } before && !JsonNode.DeepEquals(before, selector))
        {
            causes.Add(StatusCause.Invalid("spec.selector", selector is null ? "\"null\"" : GoText.Selector(selector), "field is immutable"));
        }

        return causes;
    }

    /// <summary>The faults of a StatefulSet, most of which never changes.</summary>
    public static IEnumerable<StatusCause> StatefulSet(JsonObject value, JsonObject? old)
    {
        // The volumes of its claims come with each pod.
        IEnumerable<StatusCause> causes = Check(value, null).Where(c => !(c.Reason == "FieldValueNotFound" && c.Field?.Contains(".volumeMounts[", StringComparison.Ordinal) == true));
        if (old?.Child("spec") is not { } before || JsonNode.DeepEquals(Fixed(before), Fixed(value.Child("spec") ?? [])))
        {
            return causes;
        }

        string allowed = string.Join(", ", SetChanges[..^1].Select(name => $"'{name}'"));
        return causes.Append(StatusCause.Forbidden("spec", $"updates to statefulset spec for fields other than {allowed} and '{SetChanges[^1]}' are forbidden"));
    }

    /// <summary>The faults of a Job, whose template never changes.</summary>
    public static IEnumerable<StatusCause> Job(JsonObject value, JsonObject? old)
    {
        JsonObject? template = value.Child("spec").Child("template"), pod = template.Child("spec");
        foreach (StatusCause cause in PodRules.Spec(pod, "spec.template.spec"))
        {
            yield return cause;
        }

        if (pod.String("restartPolicy") is not ("OnFailure" or "Never"))
        {
            yield return StatusCause.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }

        if (old?.Child("spec").Child("template") is { } before && !JsonNode.DeepEquals(before, template))
        {
            yield return StatusCause.Invalid("spec.template", "core.PodTemplateSpec{}", "field is immutable");
        }
    }

    /// <summary>The faults of a CronJob.</summary>
    public static IEnumerable<StatusCause> CronJob(JsonObject value)
    {
        JsonObject? spec = value.Child("spec");
        string schedule = spec.String("schedule") ?? "";
        if (schedule.Length == 0)
        {
            yield return StatusCause.Required("spec.schedule", "");
        }
        else if (CronSchedule.Parse(schedule, out string fault) is null)
        {
            yield return StatusCause.Invalid("spec.schedule", StatusCause.Quote(schedule), fault);
        }

        if (spec.String("timeZone") is { } zone && (zone.Length == 0 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
        {
            yield return StatusCause.Invalid("spec.timeZone", StatusCause.Quote(zone), $"unknown time zone {zone}");
        }

        foreach (StatusCause cause in CoreRules.OneOf(spec, "concurrencyPolicy", "spec", "Allow", "Forbid", "Replace"))
        {
            yield return cause;
        }

        const string path = "spec.jobTemplate.spec.template.spec";
        JsonObject? pod = spec.Child("jobTemplate").Child("spec").Child("template").Child("spec");
        foreach (StatusCause cause in PodRules.Spec(pod, path))
        {
            yield return cause;
        }

        if (pod.String("restartPolicy") is not ("OnFailure" or "Never"))
        {
            yield return StatusCause.Required($"{path}.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
    }

    private static JsonObject Fixed(JsonObject spec) => new(spec.Where(member => !SetChanges.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static void Selector(string kind, JsonObject? selector, JsonObject? labels, List<StatusCause> causes)
    {
        if (selector is null)
        {
            causes.Add(StatusCause.Required("spec.selector", ""));
            causes.Add(StatusCause.Invalid("spec.template.metadata.labels", GoText.Map(labels), "`selector` does not match template `labels`"));
            return;
        }

        bool known = true;
        foreach ((int index, JsonObject expression) in selector.Objects("matchExpressions"))
        {
            if (expression.String("operator") is string given && !Operators.Contains(given))
            {
                known = false;
                causes.Add(StatusCause.Invalid($"spec.selector.matchExpressions[{index}].operator", StatusCause.Quote(given), "not a valid selector operator"));
            }
        }

        if (selector.Child("matchLabels") is null or { Count: 0 } && !selector.Objects("matchExpressions").Any())
        {
#pragma warning disable CA1308 // messages name the kind in lower case
            causes.Add(StatusCause.Invalid("spec.selector", GoText.Selector(selector), $"empty selector is invalid for {kind.ToLowerInvariant()}"));
#pragma warning restore CA1308
        }
        else if (!known)
        {
            causes.Add(StatusCause.Invalid("spec.selector", GoText.Selector(selector), "invalid label selector"));
        }
        else if (!Selects(selector, labels))
        {
            causes.Add(StatusCause.Invalid("spec.template.metadata.labels", GoText.Map(labels), "`selector` does not match template `labels`"));
        }
    }

    private static void Strategy(JsonObject? strategy, List<StatusCause> causes)
    {
        switch (strategy.String("type"))
        {
            case null or "":
                return;
            case "Recreate":
                if (strategy.Child("rollingUpdate") is not null)
                {
                    causes.Add(StatusCause.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
                }

                return;
            case "RollingUpdate":
                Rolling(strategy.Child("rollingUpdate"), causes);
                return;
            case string other:
                causes.Add(StatusCause.NotSupported(
                    "spec.strategy", $"apps.DeploymentStrategy{{Type:{StatusCause.Quote(other)}, RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}}", "Recreate", "RollingUpdate"));
                return;
        }
    }

    private static void Rolling(JsonObject? rolling, List<StatusCause> causes)
    {
        const string Path = "spec.strategy.rollingUpdate";
        foreach (string member in (string[])["maxUnavailable", "maxSurge"])
        {
            if (rolling?[member] is JsonNode given && rolling.String(member) is string text && !Percent().IsMatch(text))
            {
                causes.Add(StatusCause.Invalid($"{Path}.{member}", GoText.IntOrString(given),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"));
            }
        }

        if (IsZero(rolling, "maxUnavailable") && IsZero(rolling, "maxSurge"))
        {
            causes.Add(StatusCause.Invalid($"{Path}.maxUnavailable", GoText.IntOrString(rolling?["maxUnavailable"]), "may not be 0 when `maxSurge` is 0"));
        }
    }

    private static bool IsZero(JsonObject? owner, string member) => owner.Integer(member) == 0 || owner.String(member) is "0%";

    private static bool Selects(JsonObject selector, JsonObject? labels)
    {
        bool equal = (selector.Child("matchLabels") ?? []).All(l => JsonNode.DeepEquals(l.Value, labels?[l.Key]));
        return equal && selector.Objects("matchExpressions").All(e => Selects(e.Item, labels?[e.Item.String("key") ?? ""]));
    }

    private static bool Selects(JsonObject expression, JsonNode? label)
    {
        bool listed = expression.Array("values").Any(v => JsonNode.DeepEquals(v, label));
        return expression.String("operator") switch
        {
            "In" => label is not null && listed,
            "NotIn" => label is null || !listed,
            "Exists" => label is not null,
            "DoesNotExist" => label is null,
            _ => false,
        };
    }

    [GeneratedRegex(@"\A[0-9]+%\z", RegexOptions.None, 1000)]
    private static partial Regex Percent();
}
