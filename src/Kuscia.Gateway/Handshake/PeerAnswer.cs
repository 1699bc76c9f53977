using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Handshake;

/// <summary>What came back from a partner's gateway.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body, at most 64 KiB.</param>
/// <param name="ErrorMessage">The header <c>Kuscia-Error-Message</c>, or null.</param>
internal sealed record PeerAnswer(int Status, byte[] Body, string? ErrorMessage);

/// <summary>The step of a route that does not work, in words for the operator.</summary>
/// <param name="Stage">The step.</param>
/// <param name="Reason">CamelCase reason.</param>
/// <param name="Message">What happened, what the partner answered, what cures it.</param>
internal sealed record RouteFailure(ConnectStage Stage, string Reason, string Message);

/// <summary>Either an answer or the failure to get one.</summary>
internal readonly record struct PeerResult(PeerAnswer? Answer, RouteFailure? Failure);
