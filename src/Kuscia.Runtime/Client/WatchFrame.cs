using System.Net;
using System.Text.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Runtime.Client;

/// <summary>Reads one frame of a watch stream.</summary>
internal static class WatchFrame
{
    public static WatchEvent<T> Read<T>(JsonElement frame, ResourceKind<T> kind)
        where T : Resource
    {
        string type = frame.GetProperty("type").GetString() ?? "";
        JsonElement body = frame.GetProperty("object");
        if (type == "ERROR")
        {
            throw Error(body);
        }

        T resource = body.Deserialize(kind.TypeInfo) ?? throw new JsonException("a watch event carries no object");
        return new WatchEvent<T>(TypeOf(type), resource);
    }

    private static WatchEventType TypeOf(string type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        _ => throw new JsonException($"a watch event has the unknown type {type}"),
    };

    private static ResourceException Error(JsonElement status)
    {
        int code = status.TryGetProperty("code", out JsonElement number) ? number.GetInt32() : 500;
        string reason = status.TryGetProperty("reason", out JsonElement text) ? text.GetString() ?? "" : "";
        string message = status.TryGetProperty("message", out JsonElement sentence) ? sentence.GetString() ?? "" : "the watch ended with an error";
        return new ResourceException((HttpStatusCode)code, code == 410 ? "Expired" : reason, message);
    }
}
