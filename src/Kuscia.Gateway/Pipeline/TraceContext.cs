using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary>The ids by which both parties find the same request in their logs: Zipkin B3 and W3C headers, kept consistent.</summary>
internal readonly record struct TraceContext(string TraceId, string SpanId)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static readonly TraceContext None = new("", "");

    /// <summary>Takes the ids of the request or makes new ones, and writes them into the request's headers.</summary>
    public static TraceContext Establish(IHeaderDictionary headers)
    {
        string? b3 = Hex(headers[WellKnownHeaders.B3TraceId], 16, 32);
        string? parent = headers[WellKnownHeaders.TraceParent];
        string? w3c = IsTraceParent(parent) ? parent : null;
        string traceId = b3 ?? w3c?[19..35] ?? NewId();
        string spanId = Hex(headers[WellKnownHeaders.B3SpanId], 16, 16) ?? w3c?[36..52] ?? NewId();
        headers[WellKnownHeaders.B3TraceId] = traceId;
        headers[WellKnownHeaders.B3SpanId] = spanId;
        if (headers[WellKnownHeaders.B3Sampled].Count == 0)
        {
            headers[WellKnownHeaders.B3Sampled] = "1";
        }

        if (w3c is null)
        {
            headers[WellKnownHeaders.TraceParent] = $"00-{traceId.PadLeft(32, '0')}-{spanId}-01";
        }

        if (headers[WellKnownHeaders.RequestId].Count == 0)
        {
            headers[WellKnownHeaders.RequestId] = Guid.NewGuid().ToString();
        }

        return new TraceContext(traceId, spanId);
    }

    // 00-<32 hex>-<16 hex>-<2 hex>, W3C Trace Context §3.2.
    private static bool IsTraceParent(string? text) =>
        text is { Length: 55 } && text[2] == '-' && text[35] == '-' && text[52] == '-'
        && !text.AsSpan(3, 32).ContainsAnyExcept(HexDigits) && !text.AsSpan(36, 16).ContainsAnyExcept(HexDigits);

    private static string? Hex(string? text, int shortest, int longest) =>
        text is not null && text.Length >= shortest && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(HexDigits) ? text : null;

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
