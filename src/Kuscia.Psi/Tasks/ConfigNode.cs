using System.Text.Json;

namespace Kuscia.Psi.Tasks;

/// <summary>A JSON value with the path that leads to it, so that every complaint can name its place.</summary>
internal readonly struct ConfigNode(JsonElement element, string path)
{
    /// <summary>The path from the root of the file.</summary>
    public string Path => path;

    /// <summary>True when the member is absent or null.</summary>
    public bool IsMissing => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Parses text as a JSON object.</summary>
    public static ConfigNode Parse(string text, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            JsonElement root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object
                ? new(root, path)
                : throw Fault(path, $"must be a JSON object, not {root.ValueKind}");
        }
        catch (JsonException e)
        {
            throw Fault(path, $"is not valid JSON: {e.Message}");
        }
    }

    /// <summary>A member of an object; the first of the given names that is present.</summary>
    public ConfigNode this[params ReadOnlySpan<string> names]
    {
        get
        {
            foreach (string name in names)
            {
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member))
                {
                    return new(member, $"{path}.{name}");
                }
            }

            return new(default, $"{path}.{names[0]}");
        }
    }

    /// <summary>The elements of a list; empty when missing.</summary>
    public IReadOnlyList<ConfigNode> Items()
    {
        if (IsMissing)
        {
            return [];
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            throw Fault(path, $"must be a list, not {element.ValueKind}");
        }

        string self = path;
        return [.. element.EnumerateArray().Select((item, i) => new ConfigNode(item, $"{self}[{i}]"))];
    }

    /// <summary>The names of an object's members; empty when missing.</summary>
    public IReadOnlyList<string> Names() => element.ValueKind == JsonValueKind.Object ? [.. element.EnumerateObject().Select(p => p.Name)] : [];

    /// <summary>A non-empty string.</summary>
    public string Text() => element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text
        ? text
        : throw Fault(path, IsMissing ? "is missing" : "must be a non-empty string");

    /// <summary>A string, or null when missing or empty.</summary>
    public string? TextOrNull() => IsMissing || (element.ValueKind == JsonValueKind.String && element.GetString() == string.Empty) ? null : Text();

    /// <summary>The strings of a list.</summary>
    public IReadOnlyList<string> Texts() => [.. Items().Select(i => i.Text())];

    /// <summary>A truth value, or the default when missing.</summary>
    public bool Flag(bool missing) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => IsMissing ? missing : throw Fault(path, "must be true or false"),
    };

    /// <summary>An integer, or the default when missing.</summary>
    public int Number(int missing)
    {
        if (IsMissing)
        {
            return missing;
        }

        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number)
            ? number
            : throw Fault(path, $"must be a whole number, not {element.GetRawText()}");
    }

    /// <summary>An object that is either nested or a string with escaped JSON.</summary>
    public ConfigNode Embedded() => element.ValueKind switch
    {
        JsonValueKind.Object => this,
        JsonValueKind.String => Parse(Text(), path),
        _ => throw Fault(path, IsMissing ? "is missing" : "must be an object or a string that holds one"),
    };

    /// <summary>A complaint about this value.</summary>
    public PsiException Fault(string what) => Fault(path, what);

    private static PsiException Fault(string path, string what) => new(ExitCode.Configuration, $"{path} {what}");
}
