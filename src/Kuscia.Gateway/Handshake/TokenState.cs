namespace Kuscia.Gateway.Handshake;

/// <summary>What the destination says about a token revision (member <c>state</c> of <c>GET /handshake</c>).</summary>
internal enum TokenState
{
    TokenReady = 0,
    DomainIdInputInvalid = 1,
    TokenRevisionInputInvalid = 2,
    TokenNotReady = 3,
    TokenNotFound = 4,
    NoAuthentication = 5,
    InternalError = 6,
    NetworkUnreachable = 7,
}
