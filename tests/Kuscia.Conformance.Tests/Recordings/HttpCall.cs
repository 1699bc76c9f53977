using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>A recorded call over HTTP, sent as it was and compared with what was answered.</summary>
internal static partial class HttpCall
{
    private static readonly string[] ComparedHeaders = ["Content-Type", "Location", "Allow", "WWW-Authenticate"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What differs, and the body as it came.</summary>
    public static async Task<(IReadOnlyList<string> Faults, string Body)> PlayAsync(HttpClient http, Uri address, JsonNode step, Func<string, string> fill)
    {
        JsonNode call = step["call"]!;
        JsonNode answer = step["answer"]!;
        using HttpRequestMessage request = RequestOf(call, address, fill);
        TimeSpan patience = call["readSeconds"] is { } seconds ? TimeSpan.FromSeconds(seconds.GetValue<double>()) : Limit;
        using CancellationTokenSource end = new(patience);
        List<string> faults = [];
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        (byte[] body, bool ended) = await ReadAsync(response, end.Token);
        string text = Encoding.UTF8.GetString(body);
        if (answer["status"]!.GetValue<int>() != (int)response.StatusCode)
        {
            faults.Add($"HTTP status: recorded {answer["status"]}, found {(int)response.StatusCode}");
        }

        foreach (string name in ComparedHeaders.Where(n => answer["headers"]?[n] is not null))
        {
            string recorded = answer["headers"]![name]!.GetValue<string>().Replace("; ", ";", StringComparison.Ordinal);
            string found = HeaderOf(response, name).Replace("; ", ";", StringComparison.Ordinal);
            faults.AddRange(RecordedText.Fits(recorded, found) ? [] : [$"{name}: recorded {recorded}, found {found}"]);
        }

        if (answer["streamEnded"] is { } isEnded && isEnded.GetValue<bool>() != ended)
        {
            faults.Add($"stream ended: recorded {isEnded}, found {ended}");
        }

        faults.AddRange(answer["bodyBase64"] is { } binary
            ? (binary.GetValue<string>() == Convert.ToBase64String(body) ? [] : [$"body: recorded {answer["bodyDecoded"]?.ToJsonString()}, found {Convert.ToBase64String(body)}"])
            : Comparison.Of(DocumentOf((answer["body"] ?? answer["bodyText"])?.GetValue<string>() ?? ""), DocumentOf(text), "body"));
        return (faults, text);
    }

    private static HttpRequestMessage RequestOf(JsonNode call, Uri address, Func<string, string> fill)
    {
        // As it is written: dots and doubled slashes too.
        UriCreationOptions asWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
        HttpRequestMessage request = new(new HttpMethod(call["method"]!.GetValue<string>()), new Uri(address.GetLeftPart(UriPartial.Authority) + fill(call["path"]!.GetValue<string>()), asWritten));
        byte[]? body = call["bodyBase64"] is { } binary ? Convert.FromBase64String(binary.GetValue<string>()) : call["body"] is { } text ? Encoding.UTF8.GetBytes(fill(text.GetValue<string>())) : null;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach ((string name, JsonNode? value) in call["headers"]!.AsObject())
        {
            if (!request.Headers.TryAddWithoutValidation(name, fill(value!.GetValue<string>())))
            {
                _ = (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, fill(value.GetValue<string>()));
            }
        }

        return request;
    }

    private static async Task<(byte[] Body, bool Ended)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        try
        {
            await response.Content.CopyToAsync(body, cancellationToken);
            return (body.ToArray(), true);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            return (body.ToArray(), false);
        }
    }

    private static string HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";

    /// <summary>The value in a text, the list of them where there are several, the text itself where it is something else.</summary>
    private static JsonNode? DocumentOf(string text)
    {
        try
        {
            JsonArray values = JsonNode.Parse($"[{Between().Replace(text, "},{")}]")!.AsArray();
            return values.Count == 1 ? values[0] : values;
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    [GeneratedRegex(@"\}\s*\{")]
    private static partial Regex Between();
}
