using System.Net;
using System.Text.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>Reads one frame of a watch stream.</summary>
internal static class WatchFrame
{
    /// <summary>The event; throws what the server reports as an error, or <c>BadAnswer</c> for anything else.</summary>
    public static WatchEvent<T> Read<T>(ReadOnlyMemory<byte> frame, ResourceKind<T> kind, string? @namespace, long maxBytes)
        where T : Resource
    {
        try
        {
            AnswerWeight.Check(frame.Span, maxBytes);
            using JsonDocument document = AnswerBody.Parse(frame);
            return Read(document.RootElement, kind, @namespace) with { Weight = AnswerWeight.Of(frame.Span) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw BadAnswer.Malformed($"the watch sent no valid event: {ServerText.OneLine(e.Message)}");
        }
    }

    private static WatchEvent<T> Read<T>(JsonElement frame, ResourceKind<T> kind, string? @namespace)
        where T : Resource
    {
        string type = ObjectReader.TextOf(frame, "type");
        if (frame.ValueKind != JsonValueKind.Object || !frame.TryGetProperty("object", out JsonElement body))
        {
            throw BadAnswer.Malformed("the watch sent an event without an object");
        }

        return type switch
        {
            "ADDED" => new WatchEvent<T>(WatchEventType.Added, ObjectReader.Read(body, kind, @namespace, isListItem: false)),
            "MODIFIED" => new WatchEvent<T>(WatchEventType.Modified, ObjectReader.Read(body, kind, @namespace, isListItem: false)),
            "DELETED" => new WatchEvent<T>(WatchEventType.Deleted, ObjectReader.Read(body, kind, @namespace, isListItem: false)),
            "BOOKMARK" => new WatchEvent<T>(WatchEventType.Bookmark, Bookmark(body, kind)),
            "ERROR" => throw Error(body),
            _ => throw BadAnswer.Malformed($"the watch sent an event of the unknown type \"{ServerText.OneLine(type, 100)}\""),
        };
    }

    private static T Bookmark<T>(JsonElement body, ResourceKind<T> kind)
        where T : Resource
    {
        ObjectReader.CheckKind(body, kind, mayLack: false);
        T? bookmark = body.Deserialize(kind.TypeInfo);
        if (bookmark?.Metadata is not { ResourceVersion.Length: > 0 } metadata)
        {
            throw BadAnswer.Malformed("the watch sent a bookmark without a resourceVersion");
        }

        ObjectReader.CheckVersion(metadata.ResourceVersion);
        return bookmark;
    }

    private static ResourceException Error(JsonElement status)
    {
        int code = status.ValueKind == JsonValueKind.Object && status.TryGetProperty("code", out JsonElement number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt32(out int value) && value is > 0 and < 1000 ? value : 500;
        string message = ObjectReader.TextOf(status, "message") is { Length: > 0 } sentence ? ServerText.OneLine(sentence) : "the watch ended with an error";
        return new ResourceException((HttpStatusCode)code, code == 410 ? "Expired" : ServerText.OneLine(ObjectReader.TextOf(status, "reason"), 100), message);
    }
}
