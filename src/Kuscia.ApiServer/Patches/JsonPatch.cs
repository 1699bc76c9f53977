using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Patches;

/// <summary>JSON patch (RFC 6902) with the failures that Kubernetes reports.</summary>
internal static class JsonPatch
{
    private const int MaxOperations = 10000;

    /// <summary>Applies all operations, or throws and leaves the result unused. <paramref name="work"/> bounds what they may cost.</summary>
    public static JsonObject Apply(JsonObject target, JsonNode? patch, PatchWork work)
    {
        if (patch is not JsonArray operations)
        {
            throw ApiErrors.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
        }

        if (operations.Count > MaxOperations)
        {
            throw new ApiStatusException(new ApiStatus(413, "RequestEntityTooLarge",
                $"Request entity too large: The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}"));
        }

        JsonNode? document = target;
        foreach (JsonNode? operation in operations)
        {
            document = Run(work, document, operation as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: an operation is an object"));
        }

        work.CheckResult(document);
        return document as JsonObject ?? throw Unprocessable("the patch replaces the object by another value");
    }

    private static JsonNode? Run(PatchWork work, JsonNode? document, JsonObject operation)
    {
        work.Step();
        string kind = operation.Text("op") ?? "";
        string path = operation["path"] is JsonValue text && text.TryGetValue(out string? given) ? given : throw Unprocessable($"{kind} operation: missing path");
        switch (kind)
        {
            case "add":
                return Add(work, document, path, Value(operation), kind);
            case "remove":
                return Remove(work, document, path, kind, out _);
            case "replace":
                return Replace(work, document, path, Value(operation));
            case "move":
                document = Remove(work, document, From(operation), kind, out JsonNode? moved);
                return Add(work, document, path, moved, kind);
            case "copy":
                return Add(work, document, path, Copy(work, Find(document, From(operation), kind)), kind);
            case "test":
                return Same(work, Find(document, path, kind), operation["value"]) ? document : throw Unprocessable($"testing value {path} failed: test failed");
            default:
                throw Unprocessable($"Unexpected kind: {kind}");
        }
    }

    // A missing member is added; only a missing list item is a fault.
    private static JsonNode? Replace(PatchWork work, JsonNode? document, string path, JsonNode? value)
    {
        List<string> steps = Steps(path);
        bool item = steps.Count > 0 && Parent(document, steps, path, "replace") is JsonArray;
        if (item)
        {
            document = Remove(work, document, path, "replace", out _);
        }

        return Add(work, document, path, value, "replace");
    }

    private static JsonNode? Copy(PatchWork work, JsonNode? value)
    {
        work.Take(value);
        return value?.DeepClone();
    }

    private static bool Same(PatchWork work, JsonNode? found, JsonNode? wanted)
    {
        // The wanted value came with the request, so it bounds what has to be looked at.
        work.Take(wanted);
        return JsonNode.DeepEquals(found, wanted);
    }

    private static JsonNode? Value(JsonObject operation) => operation["value"]?.DeepClone();

    private static string From(JsonObject operation) => operation["from"] is JsonValue text && text.TryGetValue(out string? from) ? from : throw Unprocessable("missing from");

    private static JsonNode? Find(JsonNode? document, string path, string operation)
    {
        JsonNode? at = document;
        foreach (string step in Steps(path))
        {
            at = at switch
            {
                JsonObject value => value[step],
                JsonArray array when Index(step, array.Count - 1) is int index => array[index],
                _ => throw Missing(operation, path),
            };
        }

        return at;
    }

    private static JsonNode? Add(PatchWork work, JsonNode? document, string path, JsonNode? value, string operation)
    {
        List<string> steps = Steps(path);
        if (steps.Count == 0)
        {
            return value;
        }

        switch (Parent(document, steps, path, operation))
        {
            case JsonObject parent:
                parent[steps[^1]] = value;
                return document;
            case JsonArray array when steps[^1] == "-":
                array.Add(value);
                return document;
            case JsonArray array when Index(steps[^1], array.Count) is int index:
                work.Move(array.Count - index);
                array.Insert(index, value);
                return document;
            default:
                throw Missing(operation, path);
        }
    }

    private static JsonNode? Remove(PatchWork work, JsonNode? document, string path, string operation, out JsonNode? removed)
    {
        List<string> steps = Steps(path);
        removed = null;
        if (steps.Count == 0)
        {
            removed = document;
            return null;
        }

        switch (Parent(document, steps, path, operation))
        {
            case JsonObject parent when parent.ContainsKey(steps[^1]):
                work.Move(parent.Count);
                parent.Remove(steps[^1], out removed);
                return document;
            case JsonArray array when Index(steps[^1], array.Count - 1) is int index:
                work.Move(array.Count - index);
                removed = array[index];
                array.RemoveAt(index);
                return document;
            default:
                throw Missing(operation, path);
        }
    }

    private static JsonNode? Parent(JsonNode? document, List<string> steps, string path, string operation)
    {
        JsonNode? at = document;
        for (int i = 0; i < steps.Count - 1; i++)
        {
            at = at switch
            {
                JsonObject value => value[steps[i]],
                JsonArray array when Index(steps[i], array.Count - 1) is int index => array[index],
                _ => throw Missing(operation, path),
            };
        }

        return at;
    }

    // A negative index counts from the end.
    private static int? Index(string step, int last)
    {
        bool fromEnd = step.StartsWith('-');
        string digits = fromEnd ? step[1..] : step;
        bool number = digits.Length is > 0 and < 10 && digits.All(char.IsAsciiDigit) && (digits.Length == 1 || digits[0] != '0');
        int index = number ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) : -1;
        int place = fromEnd && number ? last + 1 - index : index;
        return place >= 0 && place <= last ? place : null;
    }

    private static List<string> Steps(string path)
    {
        if (path.Length == 0)
        {
            return [];
        }

        // What stands before the first slash is ignored, as Kubernetes does.
        return [.. path.Split('/').Skip(1).Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    private static ApiStatusException Missing(string operation, string path) => Unprocessable($"{operation} operation does not apply: doc is missing path: {path}: missing value");

    private static ApiStatusException Unprocessable(string why) => new(new ApiStatus(422, "Invalid", $"the server rejected our request due to an error in our request ({why})"));
}
