using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Kuscia.Gateway.Pipeline;

/// <summary>What every answer of a listener carries, whoever made it.</summary>
internal static class ResponseHead
{
    // A chain of error messages grows by one link per hop; a loop of nodes must not make headers without end.
    private const int MaxErrorMessage = 2048;

    public static void Complete(Exchange exchange)
    {
        HttpResponse response = exchange.Context.Response;
        response.Headers.Server = exchange.Side == Side.External ? "kuscia-gateway" : "envoy";
        response.Headers[WellKnownHeaders.AccelBuffering] = "no";
        if (response.Headers[WellKnownHeaders.B3TraceId].Count == 0)
        {
            response.Headers[WellKnownHeaders.B3TraceId] = exchange.Trace.TraceId;
        }

        if (response.Headers[WellKnownHeaders.B3SpanId].Count == 0)
        {
            response.Headers[WellKnownHeaders.B3SpanId] = exchange.Trace.SpanId;
        }

        if (response.StatusCode is >= 400 and <= 599)
        {
            string? earlier = response.Headers[WellKnownHeaders.ErrorMessage];
            response.Headers[WellKnownHeaders.ErrorMessage] = ErrorMessage(exchange, response.StatusCode, earlier);
        }

        response.Headers.Remove(WellKnownHeaders.ErrorMessageInternal);
    }

    /// <summary>One link of the chain that tells which gateway, or which application behind it, caused an error.</summary>
    private static string ErrorMessage(Exchange exchange, int status, string? earlier)
    {
        string phrase = ReasonPhrases.GetReasonPhrase(status);
        string message = exchange switch
        {
            { FromUpstream: true } when !string.IsNullOrEmpty(earlier) => $"<{exchange.Signature}> => {earlier}",
            { FromUpstream: true } => $"<{exchange.Signature}> => <upstream {phrase}>",
            _ => $"<{exchange.Signature} ${exchange.Cause}$ {exchange.Detail ?? phrase}>",
        };
        return Printable(message.Length <= MaxErrorMessage ? message : message[..MaxErrorMessage]);
    }

    private static string Printable(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        }) : text;
}
