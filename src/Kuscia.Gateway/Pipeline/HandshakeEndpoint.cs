using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Routes;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary><c>/handshake</c> as partners reach it: GET asks for the state of a token, anything else runs a handshake; <c>/register</c> enrols lite nodes, <c>/invitation</c> takes answers. Needs no token.</summary>
internal sealed class HandshakeEndpoint(GatewayOptions options, HandshakeAcceptor acceptor, TokenStates states, EnrolmentEndpoint? enrolment, InvitationEndpoint? invitations, TimeProvider time)
{
    private readonly StrangerBodies _bodies = new(options, time);

    public async Task HandleAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        if (context.Request.Path == "/register" && enrolment is not null)
        {
            await enrolment.HandleAsync(exchange);
            return;
        }

        if (context.Request.Path == "/invitation" && invitations is not null)
        {
            await invitations.HandleAsync(exchange);
            return;
        }

        if (context.Request.Path != "/handshake")
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status404NotFound, "direct_response", "404 page not found\n");
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            (HandshakeState state, bool isProven) = states.Answer(context.Request.Headers);
            if (isProven)
            {
                Vouch(exchange);
            }

            await LocalAnswer.WriteJsonAsync(context, state, HandshakeJsonContext.Default.HandshakeState);
            return;
        }

        if (await _bodies.ReadAsync(context, HandshakeJsonContext.Default.HandshakeRequest) is not ({ } request, { } bytes))
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status400BadRequest, "direct_response", "the body is no handshake request\n");
            return;
        }

        HandshakeCall call = new(request, bytes, context.Request.Headers[WellKnownHeaders.HandshakeSignature], context.Connection.RemoteIpAddress);
        HandshakeResponse? answer = await acceptor.AcceptAsync(call, context.RequestAborted);
        HandshakeMetrics.Received(answer);
        if (answer is not null)
        {
            await LocalAnswer.WriteJsonAsync(context, answer, HandshakeJsonContext.Default.HandshakeResponse);
            return;
        }

        await LocalAnswer.TooManyRequestsAsync(exchange, "too many handshakes from this address or in the name of this domain");
    }

    // The connection on which a partner's gateway asks is its own: it stays open, and ends with the partner's admission.
    private static void Vouch(Exchange exchange)
    {
        if (exchange.Side == Side.External && exchange.Context.Features.Get<ConnectionStanding>() is { } standing
            && exchange.Table.Sources.TryGetValue(exchange.Source, out SourceModel? sender))
        {
            sender.Share.Owns(standing, HttpProtocol.IsHttp2(exchange.Context.Request.Protocol));
        }
    }
}
