namespace Kuscia.Gateway.Upstreams;

/// <summary>How far a connection to a partner came; the names are the condition types of a DomainRoute.</summary>
internal enum ConnectStage
{
    /// <summary>The host name has an address.</summary>
    Resolved,

    /// <summary>The TCP connection stands.</summary>
    Connected,

    /// <summary>TLS is agreed (or not wanted).</summary>
    TlsAgreed,

    /// <summary>The other end is the partner we mean.</summary>
    PeerIdentified,

    /// <summary>Both ends hold the same token.</summary>
    TokenAgreed,
}
