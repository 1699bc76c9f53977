using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Net.Http.Headers;

namespace Kuscia.Gateway.Handshake;

/// <summary>Sends the gateway's own requests to <c>kuscia-handshake.PARTNER.svc</c>, directly or through the domain in between.</summary>
internal sealed class PeerRequests(GatewayOptions options, RouteTableState table, PeerUpstreams peers, SchemeProbe schemes, TimeProvider time)
{
    private const int MaxBody = 64 * 1024;

    public Task<PeerResult> SendAsync(
        DomainRouteSpec spec, HttpMethod method, byte[]? body, IReadOnlyList<KeyValuePair<string, string?>> headers, CancellationToken cancellationToken) =>
        SendAsync(spec, method, "/handshake", body, headers, cancellationToken);

    public async Task<PeerResult> SendAsync(
        DomainRouteSpec spec, HttpMethod method, string path, byte[]? body, IReadOnlyList<KeyValuePair<string, string?>> headers, CancellationToken cancellationToken)
    {
        string destination = spec.Destination ?? "";
        (PeerPort? port, string? hopToken, RouteFailure? missing) = FirstHop(spec);
        if (port is null)
        {
            return new PeerResult(null, missing);
        }

        using HttpRequestMessage request = new(method, $"{port.Upstream.BaseAddress}{port.PathPrefix}{path}");
        request.Headers.Host = port.Host;
        string logicalHost = $"{WellKnownHeaders.HandshakeService}.{destination}.svc";
        foreach ((string name, string? value) in IdentityHeaders.Of(options.DomainId, options.DomainId, logicalHost, hopToken).Concat(headers))
        {
            if (value is not null)
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, "application/json");
        }

        return await ExchangeAsync(port.Upstream, request, cancellationToken);
    }

    private (PeerPort? Port, string? HopToken, RouteFailure? Missing) FirstHop(DomainRouteSpec spec)
    {
        if (RouteFacts.TransitDomain(spec) is { } via)
        {
            return table.Current.Outbound.TryGetValue(via, out OutboundModel? first)
                ? (first.Http, first.Token, null)
                : (null, null, new RouteFailure(ConnectStage.Connected, "TransitNotReady", $"the route to {via}, through which {spec.Destination} is reached, is not ready"));
        }

        return peers.Ports(spec) is { } ports
            ? (ports.Http, null, null)
            : (null, null, new RouteFailure(ConnectStage.Resolved, "NoEndpoint", "the route has no endpoint; give endpoint.host and endpoint.ports"));
    }

    private async Task<PeerResult> ExchangeAsync(Upstream upstream, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(options.Timing.RequestTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await upstream.Invoker.SendAsync(request, either.Token);
            byte[] body = await ReadAsync(response, either.Token);
            string? error = response.Headers.TryGetValues(WellKnownHeaders.ErrorMessage, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
            return new PeerResult(new PeerAnswer((int)response.StatusCode, body, error), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PeerResult(null, new RouteFailure(
                ConnectStage.PeerIdentified, "AnswerTimeout", $"{upstream.Spec} did not answer {request.Method} {request.RequestUri?.AbsolutePath} within {options.Timing.RequestTimeout.TotalSeconds:0} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new PeerResult(null, await ExplainAsync(upstream.Spec, e, cancellationToken));
        }
    }

    private async Task<RouteFailure> ExplainAsync(UpstreamSpec spec, Exception exception, CancellationToken cancellationToken)
    {
        if (UpstreamException.Find(exception) is { } failed)
        {
            string? hint = failed.Stage == ConnectStage.TlsAgreed ? await schemes.ExplainAsync(spec, cancellationToken) : null;
            return hint is null ? new RouteFailure(failed.Stage, failed.Reason, failed.Message) : new RouteFailure(ConnectStage.TlsAgreed, "SchemeMismatch", hint);
        }

        string? mixUp = await schemes.ExplainAsync(spec, cancellationToken);
        return mixUp is not null
            ? new RouteFailure(ConnectStage.TlsAgreed, "SchemeMismatch", mixUp)
            : new RouteFailure(ConnectStage.PeerIdentified, "ConnectionLost", $"{spec} closed the connection without an answer ({PrintableLine.Of(exception.Message).TrimEnd('.')}); a firewall or proxy may have cut it");
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream body = new();
        byte[] piece = new byte[4096];
        int read;
        while (body.Length < MaxBody && (read = await stream.ReadAsync(piece, cancellationToken)) > 0)
        {
            body.Write(piece, 0, (int)Math.Min(read, MaxBody - body.Length));
        }

        return body.ToArray();
    }
}
