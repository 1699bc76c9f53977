using Kuscia.Gateway.Routes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Puts the bodies of an exchange, and what follows an upgrade, under a limit.</summary>
internal static class LimitedBodies
{
    public static void Apply(HttpContext context, BandwidthLimit limit)
    {
        context.Request.Body = new LimitedStream(context.Request.Body, limit.Requests, null);
        context.Response.Body = new LimitedStream(context.Response.Body, null, limit.Responses);
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new LimitedUpgrade(upgrade, limit));
        }
    }

    private sealed class LimitedUpgrade(IHttpUpgradeFeature inner, BandwidthLimit limit) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new LimitedStream(await inner.UpgradeAsync(), limit.Requests, limit.Responses);
    }
}
