using System.Net;
using System.Text.Json;

namespace Kuscia.Runtime.Client;

/// <summary>Turns a refused call into a <see cref="ResourceException"/>, from a Kubernetes Status body or from whatever stands in for it.</summary>
internal static class ResourceExceptionReader
{
    private const int MaxQuotedBytes = 2048;

    public static async Task<ResourceException> ReadAsync(HttpResponseMessage response, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        string text = await ReadTextAsync(response, cancellationToken);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "Status")
            {
                string reason = root.TryGetProperty("reason", out JsonElement r) ? r.GetString() ?? "" : "";
                string message = root.TryGetProperty("message", out JsonElement m) ? m.GetString() ?? "" : "";
                return new ResourceException(response.StatusCode, reason.Length > 0 ? reason : ReasonOf(response.StatusCode), message);
            }
        }
        catch (JsonException)
        {
            // Not a Status: a gateway or proxy answered; its words are quoted below.
        }

        string chain = response.Headers.TryGetValues("Kuscia-Error-Message", out IEnumerable<string>? values) ? " " + string.Join(' ', values) : "";
        string quoted = text.Length > 200 ? text[..200] : text;
        return new ResourceException(response.StatusCode, GatewayReasonOf(response.StatusCode), $"{method} {path} answered {(int)response.StatusCode}{chain}: {quoted.Trim()}");
    }

    private static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[MaxQuotedBytes * 16];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string ReasonOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "NotFound",
        HttpStatusCode.Conflict => "Conflict",
        HttpStatusCode.Gone => "Expired",
        HttpStatusCode.Forbidden => "Forbidden",
        HttpStatusCode.Unauthorized => "Unauthorized",
        _ => "InternalError",
    };

    // A 404 from something that is no API server says nothing about the object: it must not read as "not found".
    private static string GatewayReasonOf(HttpStatusCode status) => status == HttpStatusCode.NotFound ? "NoRoute" : ReasonOf(status);
}
