namespace Kuscia.Gateway.Upstreams;

/// <summary>
/// One request over HTTP/1.1 whose answer may begin before its body has ended. The HTTP client reads an answer only when the body is sent; so the client is told that
/// the body is finished at once, and the connection (<see cref="DuplexStream"/>) sends it beside. The two meet by the flow of the request.
/// </summary>
internal sealed class DuplexExchange
{
    private static readonly AsyncLocal<DuplexExchange?> Flow = new();

    /// <summary>The exchange in whose flow the caller runs; null outside.</summary>
    public static DuplexExchange? Current
    {
        get => Flow.Value;
        set => Flow.Value = value;
    }

    /// <summary>The connection that the client chose; null until it has sent the head.</summary>
    public DuplexStream? Connection { get; set; }
}
