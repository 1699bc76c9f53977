using Kuscia.Gateway.Access;
using Kuscia.Gateway.Routes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary>One request on its way through the gateway, with what is found out about it.</summary>
internal sealed class Exchange(HttpContext context, Side side, RouteTable table, GatewayOptions options, long started)
{
    public HttpContext Context { get; } = context;

    public Side Side { get; } = side;

    /// <summary>The table this request uses from begin to end.</summary>
    public RouteTable Table { get; } = table;

    public GatewayOptions Options { get; } = options;

    /// <summary>Timestamp of the arrival.</summary>
    public long Started { get; } = started;

    /// <summary>Timestamp of the response's first byte; 0 before.</summary>
    public long ResponseStarted { get; set; }

    /// <summary>Timestamp when the request was handed to the upstream.</summary>
    public long Forwarded { get; set; }

    /// <summary>Logical host asked for.</summary>
    public HostName Host { get; set; } = HostName.None;

    /// <summary>The immediate sender; the own domain on the internal listener.</summary>
    public string Source { get; set; } = "";

    /// <summary>The first sender.</summary>
    public string Origin { get; set; } = "";

    /// <summary>The authenticated entry of the sender; null on the internal listener.</summary>
    public SourceModel? Sender { get; set; }

    /// <summary>The share of the sender that this request holds a place of; null when it holds none.</summary>
    public PartnerShare? Share { get; set; }

    /// <summary>Whether it also holds a place of a request to the control plane, and of a watch.</summary>
    public (bool Request, bool Watch) Control { get; set; }

    /// <summary>Bytes of the answer's body when its head does not tell them.</summary>
    public long BytesSent { get; set; }

    public TraceContext Trace { get; set; } = TraceContext.None;

    /// <summary>Why the gateway itself answered; null when it did not.</summary>
    public string? Cause { get; set; }

    /// <summary>Detail for the error header instead of the status' phrase.</summary>
    public string? Detail { get; set; }

    /// <summary>The answer's head came from an upstream.</summary>
    public bool FromUpstream { get; set; }

    /// <summary>Response flags of the access log, for example <c>UF</c>; <c>-</c> for none.</summary>
    public string Flags { get; set; } = "-";

    /// <summary>Gives the places back.</summary>
    public void Release()
    {
        if (Share is { } share)
        {
            if (Control.Request)
            {
                share.EndControl(Control.Watch);
            }

            share.End();
            Share = null;
        }
    }

    /// <summary>How the gateway signs error messages: <c>domain/instance/listener</c>.</summary>
    public string Signature => $"{Options.DomainId}/{Options.InstanceName}/{(Side == Side.External ? "external" : "internal")}";
}
