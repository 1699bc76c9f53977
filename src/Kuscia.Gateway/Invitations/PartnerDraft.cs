using System.Text;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Gateway.Invitations;

/// <summary>The two objects that make a partner, as the scripts of the guides write them.</summary>
public static class PartnerDraft
{
    private const int RollingPeriod = 86400;

    /// <summary>What <c>add_domain.sh DOMAIN p2p</c> makes.</summary>
    /// <param name="domain">The partner.</param>
    /// <param name="certificate">PEM of its certificate.</param>
    public static Domain DomainOf(string domain, string certificate) => new()
    {
        Metadata = new ObjectMeta { Name = domain },
        Spec = new DomainSpec
        {
            Cert = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate)),
            Role = "partner",
            Master = domain,
            AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" },
            InterConnProtocols = ["kuscia"],
        },
    };

    /// <summary>What <c>join_to_host.sh SELF DOMAIN ENDPOINT</c> makes.</summary>
    /// <param name="self">The own domain.</param>
    /// <param name="domain">The partner.</param>
    /// <param name="endpoint">Its gateway.</param>
    public static ClusterDomainRoute RouteOf(string self, string domain, RouteEndpoint? endpoint) => new()
    {
        Metadata = new ObjectMeta { Name = $"{self}-{domain}" },
        Spec = new DomainRouteSpec
        {
            Source = self,
            Destination = domain,
            InterConnProtocol = "kuscia",
            Endpoint = endpoint,
            AuthenticationType = "Token",
            TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN", RollingUpdatePeriod = RollingPeriod },
        },
    };
}
