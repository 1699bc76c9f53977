using System.Text.Json.Nodes;
using KubeFate.Wire;
using Microsoft.AspNetCore.Http;

namespace KubeFate.Service;

/// <summary>Writes answers in the form that clients of the original know.</summary>
internal static class Answers
{
    public static Task JsonAsync(this HttpContext context, JsonObject body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(GoJson.Write(body), context.RequestAborted);
    }

    /// <summary>A success with a message, and data if there is any.</summary>
    public static Task DoneAsync(this HttpContext context, string message, JsonNode? data) => context.JsonAsync(new JsonObject { ["data"] = data, ["msg"] = message });

    public static Task DoneAsync(this HttpContext context, string message) => context.JsonAsync(new JsonObject { ["msg"] = message });

    public static Task ErrorAsync(this HttpContext context, int status, string text) => context.JsonAsync(new JsonObject { ["error"] = text }, status);

    public static Task DeniedAsync(this HttpContext context, string message)
    {
        context.Response.Headers.WWWAuthenticate = "JWT realm=gin jwt";
        return context.JsonAsync(new JsonObject { ["code"] = 401, ["message"] = message }, 401);
    }

    public static Task TextAsync(this HttpContext context, int status, string type, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    public static JsonArray List<T>(IEnumerable<T> rows, Func<T, JsonObject> write) => new([.. rows.Select(row => (JsonNode)write(row))]);
}
