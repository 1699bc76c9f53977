using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Objects;

/// <summary>
/// Between stored bytes and objects as clients see them. Stored is the object without its resourceVersion (it is the revision of the row); reading splices it in
/// without parsing the object.
/// </summary>
internal static class ObjectCodec
{
    /// <summary>End of a list document.</summary>
    public static ReadOnlySpan<byte> ListTail => "]}"u8;

    /// <summary>The bytes to store: apiVersion, kind and metadata first, the rest in its order.</summary>
    /// <param name="value">The object.</param>
    /// <param name="apiVersion">The version to store it in; null for the one that it has.</param>
    public static byte[] Encode(JsonObject value, string? apiVersion)
    {
        ArrayBufferWriter<byte> output = new(1024);
        using (Utf8JsonWriter writer = new(output, JsonText.Compact))
        {
            writer.WriteStartObject();
            WriteMember(writer, "apiVersion", apiVersion ?? value["apiVersion"]);
            WriteMember(writer, "kind", value["kind"]);
            WriteMetadata(writer, value.Meta());
            foreach ((string name, JsonNode? member) in value)
            {
                if (name is not ("apiVersion" or "kind" or "metadata"))
                {
                    WriteMember(writer, name, member);
                }
            }

            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The object that stored bytes stand for, at a revision.</summary>
    public static StoredObject Decode(string key, long revision, ReadOnlyMemory<byte> stored)
    {
        int at = InsideMetadata(stored.Span);
        bool empty = at < stored.Length && stored.Span[at] == (byte)'}';
        string version = string.Create(CultureInfo.InvariantCulture, $"\"resourceVersion\":\"{revision}\"{(empty ? "" : ",")}");
        return new StoredObject(key, revision, stored, at, Encoding.ASCII.GetBytes(version));
    }

    /// <summary>What stands before the first object of a list document; <see cref="ListTail"/> ends it, with commas between.</summary>
    public static byte[] ListHead(string kind, string apiVersion, ListMeta meta)
    {
        JsonObject head = new() { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = ToJson(meta) };
        byte[] open = JsonText.ToUtf8(head);
        return [.. open.AsSpan(0, open.Length - 1), .. ",\"items\":["u8];
    }

    /// <summary>The <c>metadata</c> of a list.</summary>
    public static JsonObject ToJson(ListMeta meta)
    {
        JsonObject json = new() { ["resourceVersion"] = meta.ResourceVersion };
        if (meta.Continue is not null)
        {
            json["continue"] = meta.Continue;
        }

        if (meta.RemainingItemCount is long count)
        {
            json["remainingItemCount"] = count;
        }

        return json;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, JsonObject metadata)
    {
        writer.WriteStartObject("metadata");
        foreach ((string name, JsonNode? member) in metadata)
        {
            if (name != "resourceVersion")
            {
                WriteMember(writer, name, member);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonNode? member)
    {
        writer.WritePropertyName(name);
        if (member is null)
        {
            writer.WriteNullValue();
            return;
        }

        member.WriteTo(writer);
    }

    private static int InsideMetadata(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = 136 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (found && reader.TokenType == JsonTokenType.StartObject)
            {
                return (int)reader.BytesConsumed;
            }

            reader.Skip();
        }

        throw new JsonException("a stored object has no metadata");
    }
}
