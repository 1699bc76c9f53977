using System.Text.Json.Nodes;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Server;

namespace Kuscia.ApiServer.Patches;

/// <summary>JSON patch (RFC 6902) with the failures that Kubernetes reports.</summary>
internal static class JsonPatch
{
    private const int MaxOperations = 10000;

    /// <summary>Applies all operations, or throws and leaves the result unused.</summary>
    public static JsonObject Apply(JsonObject target, JsonNode? patch)
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
            document = Run(document, operation as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: an operation is an object"));
        }

        return document as JsonObject ?? throw Unprocessable("the patch replaces the object by another value");
    }

    private static JsonNode? Run(JsonNode? document, JsonObject operation)
    {
        string kind = operation.Text("op") ?? "";
        string path = operation["path"] is JsonValue text && text.TryGetValue(out string? given) ? given : throw Unprocessable($"{kind} operation: missing path");
        switch (kind)
        {
            case "add":
                return Add(document, path, Value(operation), kind);
            case "remove":
                return Remove(document, path, kind, out _);
            case "replace":
                return Replace(document, path, Value(operation));
            case "move":
                document = Remove(document, From(operation), kind, out JsonNode? moved);
                return Add(document, path, moved, kind);
            case "copy":
                return Add(document, path, Find(document, From(operation), kind)?.DeepClone(), kind);
            case "test":
                return JsonNode.DeepEquals(Find(document, path, kind), operation["value"]) ? document : throw Unprocessable($"testing value {path} failed: test failed");
            default:
                throw Unprocessable($"Unexpected kind: {kind}");
        }
    }

    // A missing member is added; only a missing list item is a fault.
    private static JsonNode? Replace(JsonNode? document, string path, JsonNode? value)
    {
        List<string> steps = Steps(path);
        bool item = steps.Count > 0 && Parent(document, steps, path, "replace") is JsonArray;
        if (item)
        {
            document = Remove(document, path, "replace", out _);
        }

        return Add(document, path, value, "replace");
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

    private static JsonNode? Add(JsonNode? document, string path, JsonNode? value, string operation)
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
                array.Insert(index, value);
                return document;
            default:
                throw Missing(operation, path);
        }
    }

    private static JsonNode? Remove(JsonNode? document, string path, string operation, out JsonNode? removed)
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
                removed = parent[steps[^1]]?.DeepClone();
                parent.Remove(steps[^1]);
                return document;
            case JsonArray array when Index(steps[^1], array.Count - 1) is int index:
                removed = array[index]?.DeepClone();
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
