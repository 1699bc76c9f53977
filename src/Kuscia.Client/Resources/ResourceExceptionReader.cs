using System.Net;
using System.Text.Json;

namespace Kuscia.Client.Resources;

/// <summary>Turns a refused call into a <see cref="ResourceException"/>, from a Kubernetes Status body or from whatever stands in for it.</summary>
internal static class ResourceExceptionReader
{
    private const int MaxReadBytes = 32 << 10;
    private const int MaxKeptBytes = 1 << 20;
    private const int MaxQuoted = 200;
    private const int MaxReason = 100;

    public static async Task<ResourceException> ReadAsync(HttpResponseMessage response, HttpCall call, bool keepsWords, CancellationToken cancellationToken)
    {
        string text = await ReadTextAsync(response, keepsWords ? MaxKeptBytes : MaxReadBytes, cancellationToken);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (ObjectReader.TextOf(root, "kind") == "Status")
            {
                string reason = ServerText.OneLine(ObjectReader.TextOf(root, "reason"), MaxReason);
                string message = ObjectReader.TextOf(root, "message") ?? "";
                return new ResourceException(response.StatusCode, reason.Length > 0 ? reason : ReasonOf(response.StatusCode), keepsWords ? message : ServerText.OneLine(message));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not a Status: a gateway or proxy answered; its words are quoted below.
        }

        string chain = response.Headers.TryGetValues("Kuscia-Error-Message", out IEnumerable<string>? values) ? " " + ServerText.OneLine(string.Join(' ', values)) : "";
        return new ResourceException(
            response.StatusCode, GatewayReasonOf(response.StatusCode), $"{call} answered {(int)response.StatusCode}{chain}: {ServerText.OneLine(text, MaxQuoted)}");
    }

    private static async Task<string> ReadTextAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[maxBytes];
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
