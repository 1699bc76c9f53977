using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Invitations;
using Kuscia.Identity;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary><c>POST /invitation</c>: an invited domain answers. Needs no token; only on nodes with a control plane.</summary>
internal sealed class InvitationEndpoint(GatewayOptions options, InvitationDesk desk, HandshakeLimiter limiter, TimeProvider time)
{
    private readonly StrangerBodies _bodies = new(options, time);

    public async Task HandleAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status405MethodNotAllowed, "direct_response", "an invitation is answered by POST\n");
            return;
        }

        if (!limiter.AllowsAddress(context.Connection.RemoteIpAddress))
        {
            await LocalAnswer.TooManyRequestsAsync(exchange, "too many answers to invitations from this address");
            return;
        }

        if (await _bodies.ReadAsync(context, InvitationJsonContext.Default.InvitationAnswer) is not ({ } answer, _))
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status400BadRequest, "direct_response", "the body is no answer to an invitation\n");
            return;
        }

        (int status, string reason) = await desk.TakeAsync(answer, context.RequestAborted) ?? (StatusCodes.Status200OK, $"{answer.DomainId} is a partner of {options.DomainId}");
        await LocalAnswer.WriteAsync(exchange, status, "direct_response", reason + "\n");
    }
}
