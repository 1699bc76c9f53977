using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Objects;

/// <summary>One version of an object: its UTF-8 JSON as clients get it (resourceVersion included) and, parsed on demand, its content. Immutable, thread-safe.</summary>
internal sealed class StoredObject
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    // What is stored lacks the version, which belongs at a place; put together when somebody wants it in one piece.
    private readonly ReadOnlyMemory<byte> _stored;
    private readonly byte[] _version;
    private readonly int _at;
    private byte[]? _whole;
    private JsonDocument? _document;

    /// <summary>A version as clients get it.</summary>
    public StoredObject(string key, long revision, ReadOnlyMemory<byte> utf8)
        : this(key, revision, utf8, 0, [])
    {
    }

    /// <summary>A version as it is stored, with the text that belongs at a place of it.</summary>
    public StoredObject(string key, long revision, ReadOnlyMemory<byte> stored, int at, byte[] version)
    {
        Key = key;
        Revision = revision;
        _stored = stored;
        _at = at;
        _version = version;
    }

    /// <summary>Key in the store.</summary>
    public string Key { get; }

    /// <summary>Revision that wrote this version; equals metadata.resourceVersion.</summary>
    public long Revision { get; }

    /// <summary>Bytes of the object as JSON.</summary>
    public int Length => _stored.Length + _version.Length;

    /// <summary>The object as JSON.</summary>
    public ReadOnlyMemory<byte> Utf8 => _version.Length == 0 ? _stored : _whole ??= Whole();

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

    /// <summary>Writes the object as JSON, without putting it together first.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        CopyTo(output.GetSpan(Length));
        output.Advance(Length);
    }

    /// <summary>A new mutable copy.</summary>
    public JsonObject ToNode() => JsonText.ParseObject(Utf8.Span);

    private byte[] Whole()
    {
        byte[] whole = new byte[Length];
        CopyTo(whole);
        return whole;
    }

    private void CopyTo(Span<byte> output)
    {
        _stored.Span[.._at].CopyTo(output);
        _version.CopyTo(output[_at..]);
        _stored.Span[_at..].CopyTo(output[(_at + _version.Length)..]);
    }

    private string? Text(string member) => Metadata.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
