namespace Kuscia.Gateway;

/// <summary>Header names of the cross-domain wire.</summary>
internal static class WellKnownHeaders
{
    public const string Source = "Kuscia-Source";
    public const string Token = "Kuscia-Token";
    public const string Host = "Kuscia-Host";
    public const string OriginSource = "Kuscia-Origin-Source";
    public const string TokenRevision = "Kuscia-Token-Revision";
    public const string HandshakeCluster = "Kuscia-Handshake-Cluster";
    public const string HandshakeSignature = "Kuscia-Handshake-Signature";
    public const string SessionId = "Kuscia-Session-Id";
    public const string RecordBody = "Kuscia-Record-Body";
    public const string ErrorMessage = "Kuscia-Error-Message";
    public const string ErrorMessageInternal = "Kuscia-Error-Message-Internal";
    public const string InterconnProtocol = "x-interconn-protocol";
    public const string AccelBuffering = "X-Accel-Buffering";
    public const string B3TraceId = "x-b3-traceid";
    public const string B3SpanId = "x-b3-spanid";
    public const string B3ParentSpanId = "x-b3-parentspanid";
    public const string B3Sampled = "x-b3-sampled";
    public const string RequestId = "x-request-id";
    public const string TraceParent = "traceparent";

    /// <summary>Token of routes that need none.</summary>
    public const string NoToken = "noop";

    /// <summary>Begins the service name under which partners shake hands.</summary>
    public const string HandshakeService = "kuscia-handshake";
}
