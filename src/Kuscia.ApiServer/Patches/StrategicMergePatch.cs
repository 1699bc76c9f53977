using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Patches;

/// <summary>Strategic merge patch: a merge patch in which lists of known kinds merge by key, with the directives <c>$patch</c>, <c>$retainKeys</c>,
/// <c>$setElementOrder/…</c> and <c>$deleteFromPrimitiveList/…</c>.</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string OrderPrefix = "$setElementOrder/";
    private const string RemovePrefix = "$deleteFromPrimitiveList/";

    /// <summary>
    /// Merges a patch into an object, which may be changed, and returns the result; <paramref name="rules"/> are those of its kind, <paramref name="work"/> bounds what it may cost.
    /// </summary>
    public static JsonObject Apply(MergeStructure rules, JsonObject target, JsonObject patch, PatchWork work) => Merge(target, patch, rules, work);

    private static JsonObject Merge(JsonObject target, JsonObject patch, MergeStructure rules, PatchWork work)
    {
        switch (patch.Text(Directive))
        {
            case "replace":
                return Plain(patch);
            case "delete":
                return [];
            case null or "merge":
                break;
            case string unknown:
                throw ApiErrors.BadRequest($"Unknown patch type: {unknown} in map: {JsonText.ToText(patch)}");
        }

        Retain(target, patch);
        RemovePlain(target, patch, work);
        foreach ((string name, JsonNode? change) in patch)
        {
            if (name is Directive or RetainKeys || name.StartsWith(OrderPrefix, StringComparison.Ordinal) || name.StartsWith(RemovePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            work.Step();
            MergeMember(target, name, change, Order(patch, name), (rules.Member(name), work));
        }

        Reorder(target, patch, rules, work);
        return target;
    }

    private static void MergeMember(JsonObject target, string name, JsonNode? change, JsonArray? order, (MergeRule Rule, PatchWork Work) how)
    {
        if (change is null)
        {
            how.Work.Move(target.Count);
            target.Remove(name);
            return;
        }

        MergeStructure inside = how.Rule.Inside;
        switch (target[name], change)
        {
            case (JsonObject inner, JsonObject changes):
                Put(target, name, inner, Merge(inner, changes, inside, how.Work));
                break;
            case (_, JsonArray changes) when how.Rule.PatchKey is string key:
                StrategicLists list = new(key, how.Work, (item, patch) => Merge(item, patch, inside, how.Work));
                target[name] = list.Merge(target[name] as JsonArray ?? [], changes, order);
                break;
            case (_, JsonObject changes):
                if (changes.Text(Directive) != "delete")
                {
                    target[name] = Merge([], changes, inside, how.Work);
                }

                break;
            case (_, JsonArray items):
                target[name] = new JsonArray([.. items.Select(i => i is JsonObject item ? Plain(item) : i?.DeepClone())]);
                break;
            default:
                target[name] = change.DeepClone();
                break;
        }
    }

    // What was merged in place stands where it stood.
    private static void Put(JsonObject target, string name, JsonObject before, JsonObject after)
    {
        if (!ReferenceEquals(before, after))
        {
            target[name] = after;
        }
    }

    // An order may be given for a list that the patch does not change.
    private static void Reorder(JsonObject target, JsonObject patch, MergeStructure rules, PatchWork work)
    {
        foreach ((string name, JsonNode? order) in patch)
        {
            string member = name.StartsWith(OrderPrefix, StringComparison.Ordinal) ? name[OrderPrefix.Length..] : "";
            if (member.Length == 0 || patch.ContainsKey(member) || target[member] is not JsonArray list || order is not JsonArray wanted)
            {
                continue;
            }

            if (rules.Member(member).PatchKey is string key)
            {
                target[member] = new StrategicLists(key, work, (item, _) => item).Order(list, list, wanted);
            }
        }
    }

    private static JsonArray? Order(JsonObject patch, string name) => patch[OrderPrefix + name] as JsonArray;

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (patch[RetainKeys] is not JsonArray)
        {
            return;
        }

        IReadOnlyList<string> kept = patch.Texts(RetainKeys);
        if (patch.Any(m => !m.Key.StartsWith('$') && m.Value is not null && !kept.Contains(m.Key)))
        {
            throw ApiErrors.BadRequest("invalid patch format of retainKeys");
        }

        foreach (string name in target.Select(m => m.Key).Where(n => !kept.Contains(n)).ToArray())
        {
            target.Remove(name);
        }
    }

    private static void RemovePlain(JsonObject target, JsonObject patch, PatchWork work)
    {
        foreach ((string name, JsonNode? values) in patch)
        {
            if (!name.StartsWith(RemovePrefix, StringComparison.Ordinal) || values is not JsonArray removed || target[name[RemovePrefix.Length..]] is not JsonArray list)
            {
                continue;
            }

            HashSet<string?> gone = removed.Select(r => KeyText(r, "")).ToHashSet(StringComparer.Ordinal);
            foreach (JsonNode? item in list.Where(i => gone.Contains(KeyText(i, ""))).ToArray())
            {
                work.Move(list.Count);
                list.Remove(item);
            }
        }
    }

    /// <summary>A patch as plain content: without directives and nulls.</summary>
    internal static JsonObject Plain(JsonObject patch)
    {
        JsonObject result = new();
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is not null && !name.StartsWith('$'))
            {
                result[name] = value is JsonObject inner ? Plain(inner) : value.DeepClone();
            }
        }

        return result;
    }

    /// <summary>The value of a key member as text, for comparing.</summary>
    internal static string? KeyText(JsonNode? item, string key) => key.Length == 0
        ? item is null ? null : JsonText.ToText(item)
        : item is JsonObject members && members[key] is JsonNode value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? JsonText.ToText(members[key]!) : null; // not null: just matched
}
