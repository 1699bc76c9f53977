using Kuscia.Gateway.Enrolment;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary><c>POST /register</c>: a lite node enrols with a deploy token, or comes back with its key. Needs no token; only on nodes with a control plane.</summary>
internal sealed class EnrolmentEndpoint(GatewayOptions options, EnrolmentDesk desk, TimeProvider time)
{
    private readonly StrangerBodies _bodies = new(options, time);

    public async Task HandleAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status405MethodNotAllowed, "direct_response", "registration is a POST\n");
            return;
        }

        if (await _bodies.ReadAsync(context, EnrolmentJsonContext.Default.EnrolmentRequest) is not ({ } request, _))
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status400BadRequest, "direct_response", "the body is no registration: it needs domain_id, csr and request_time\n");
            return;
        }

        EnrolmentCall call = new(request, context.Request.Headers["jwt-token"].ToString(), context.Connection.RemoteIpAddress);
        (EnrolmentReply? reply, int status, string reason) = await desk.EnrolAsync(call, context.RequestAborted);
        if (reply is null)
        {
            await LocalAnswer.WriteAsync(exchange, status, "direct_response", reason + "\n");
            return;
        }

        await LocalAnswer.WriteJsonAsync(context, reply, EnrolmentJsonContext.Default.EnrolmentReply);
    }
}
