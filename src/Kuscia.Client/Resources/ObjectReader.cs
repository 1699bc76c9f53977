using System.Text.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>Makes an object of what a server sent, if it is one of the kind and namespace that were asked for.</summary>
internal static class ObjectReader
{
    private const int MaxVersionLength = 128;

    /// <summary>The object; throws <see cref="ResourceException"/> with reason <c>BadAnswer</c>.</summary>
    /// <param name="json">What was sent.</param>
    /// <param name="kind">The kind asked for.</param>
    /// <param name="namespace">The namespace asked for; null accepts all.</param>
    /// <param name="isListItem">Items of a list lack apiVersion and kind, which are filled in.</param>
    public static T Read<T>(JsonElement json, ResourceKind<T> kind, string? @namespace, bool isListItem)
        where T : Resource
    {
        CheckKind(json, kind, isListItem);
        T? read = json.Deserialize(kind.TypeInfo);
        if (read?.Metadata is not { Name.Length: > 0 } metadata)
        {
            throw BadAnswer.Malformed($"the answer has a {kind.Kind} without a name");
        }

        if (kind.Namespaced && @namespace is not null && metadata.Namespace != @namespace)
        {
            throw BadAnswer.Malformed($"the answer has a {kind.Kind} of namespace \"{ServerText.OneLine(metadata.Namespace, 100)}\" instead of \"{@namespace}\"");
        }

        CheckVersion(metadata.ResourceVersion);
        return isListItem ? (T)(read with { ApiVersion = kind.ApiVersion, Kind = kind.Kind }) : read;
    }

    /// <summary>Refuses what says that it is of another kind.</summary>
    public static void CheckKind(JsonElement json, ResourceKind kind, bool mayLack)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw BadAnswer.Malformed($"the answer has a JSON {json.ValueKind} instead of a {kind.Kind}");
        }

        string apiVersion = TextOf(json, "apiVersion");
        string name = TextOf(json, "kind");
        bool lacks = mayLack && apiVersion.Length == 0 && name.Length == 0;
        if (!lacks && (apiVersion != kind.ApiVersion || name != kind.Kind))
        {
            throw BadAnswer.Malformed($"the answer has a \"{ServerText.OneLine(apiVersion, 100)}\" \"{ServerText.OneLine(name, 100)}\" instead of a {kind.ApiVersion} {kind.Kind}");
        }
    }

    /// <summary>Refuses a version that no server makes: it is sent back with every watch.</summary>
    public static void CheckVersion(string? version)
    {
        if (version?.Length > MaxVersionLength)
        {
            throw BadAnswer.Malformed($"the answer has a resourceVersion of {version.Length} characters");
        }
    }

    /// <summary>A text member, or the empty text.</summary>
    public static string TextOf(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
