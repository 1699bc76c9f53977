using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Objects;

/// <summary>One version of an object: its UTF-8 JSON as clients get it (resourceVersion included) and, parsed on demand, its content. Immutable, thread-safe.</summary>
internal sealed class StoredObject(string key, long revision, ReadOnlyMemory<byte> utf8)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };
    private JsonDocument? _document;

    /// <summary>Key in the store.</summary>
    public string Key { get; } = key;

    /// <summary>Revision that wrote this version; equals metadata.resourceVersion.</summary>
    public long Revision { get; } = revision;

    /// <summary>The object as JSON.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>The parsed object.</summary>
    public JsonElement Root => (_document ??= JsonDocument.Parse(Utf8, Options)).RootElement;

    /// <summary>The parsed metadata.</summary>
    public JsonElement Metadata => Root.GetProperty("metadata");

    /// <summary>metadata.name.</summary>
    public string Name => Text("name") ?? "";

    /// <summary>metadata.namespace, null for cluster-scoped objects.</summary>
    public string? Namespace => Text("namespace");

    /// <summary>metadata.uid.</summary>
    public string Uid => Text("uid") ?? "";

    /// <summary>True once a deletion waits for finalizers or a grace period.</summary>
    public bool IsBeingDeleted => Metadata.TryGetProperty("deletionTimestamp", out JsonElement time) && time.ValueKind == JsonValueKind.String;

    /// <summary>The value of a label, or null.</summary>
    public string? Label(string label) =>
        Metadata.TryGetProperty("labels", out JsonElement labels) && labels.ValueKind == JsonValueKind.Object
        && labels.TryGetProperty(label, out JsonElement value) ? value.GetString() : null;

    /// <summary>A new mutable copy.</summary>
    public JsonObject ToNode() => JsonText.ParseObject(Utf8.Span);

    private string? Text(string member) => Metadata.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
