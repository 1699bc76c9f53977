using System.Text.Json.Nodes;

namespace KubeFate.Tests.Replay;

/// <summary>
/// Where a scenario is answered otherwise than it was recorded, on purpose. <c>steps</c> are played and not compared; <c>instead</c> tells by step what is right here, as a merge
/// patch of what was recorded (<c>answer</c>, <c>job</c>, <c>cluster</c>, <c>objects</c>, <c>data</c>); <c>before</c> tells how workloads are from a step on, where the recording
/// does not; at steps that are <c>late</c> the time limit passes.
/// </summary>
internal sealed class Difference(JsonNode? entry)
{
    public bool IsPassedOver(int step) => Has("steps", step);

    public string? Before(int step) => entry?["before"]?[$"{step}"]?.ToString();

    public bool IsLate(int step) => Has("late", step);

    public bool IsCorrected(int step) => entry?["instead"]?[$"{step}"] is not null;

    /// <summary>The step as it is right here.</summary>
    public JsonNode Correct(int step, JsonNode recorded)
    {
        if (entry?["instead"]?[$"{step}"] is not JsonObject right)
        {
            return recorded;
        }

        JsonObject changed = recorded.DeepClone().AsObject();
        changed.Remove("quirk");
        foreach ((string name, JsonNode? value) in right)
        {
            switch (name)
            {
                case "answer":
                    Answer(changed["answer"]!.AsObject(), value!.AsObject());
                    break;
                case "job" or "cluster":
                    JsonArray states = changed["jobsAfter"]![0]![name == "job" ? "snapshots" : "cluster"]!.AsArray();
                    states.Add(Merge(states[^1], value));
                    break;
                default:
                    changed[name] = value?.DeepClone();
                    break;
            }
        }

        return changed;
    }

    private bool Has(string list, int step) => (entry?[list] as JsonArray ?? []).Any(item => item!.GetValue<int>() == step);

    private static void Answer(JsonObject recorded, JsonObject right)
    {
        foreach ((string name, JsonNode? value) in right)
        {
            recorded[name] = name == "body" && value is JsonObject ? Merge(Matcher.Decode(recorded["body"]!.ToString()), value)!.ToJsonString() : value?.DeepClone();
        }
    }

    // RFC 7386, but lists of equal length are merged item by item.
    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is JsonArray items && target is JsonArray old && items.Count == old.Count && items.All(static item => item is JsonObject))
        {
            return new JsonArray([.. items.Select((item, i) => Merge(old[i], item))]);
        }

        if (patch is not JsonObject map)
        {
            return patch?.DeepClone();
        }

        JsonObject merged = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach ((string name, JsonNode? value) in map)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = Merge(merged[name], value);
            }
        }

        return merged;
    }
}
