using System.Text.RegularExpressions;
using Kuscia.Gateway.Upstreams;

namespace Kuscia.Gateway.Routes;

/// <summary>The control plane's own services behind <c>NAME.master.svc</c> and <c>NAME.SELF.svc</c>; none on a lite.</summary>
internal sealed class MasterServices : IDisposable
{
    private readonly Regex? _apiWhitelist;

    public MasterServices(GatewayOptions options, OutboundBudget budget, TimeProvider time)
    {
        if (!options.OwnsControlPlane)
        {
            return;
        }

        if (options.ApiServerPort is { } apiPort)
        {
            UpstreamSpec spec = new("127.0.0.1", apiPort)
            {
                IsControlPlane = true,
                Tls = options.ApiServerCa is null ? UpstreamTls.None : UpstreamTls.Authority,
                CaPem = options.ApiServerCa?.ExportCertificatePem(),
            };
            ApiServer = new Upstream(spec, options, budget, time);
        }

        if (options.KusciaApiInternalPort is { } port)
        {
            KusciaApi = new Upstream(new UpstreamSpec("127.0.0.1", port) { IsControlPlane = true }, options, budget, time);
        }

        _apiWhitelist = Compile(options.ApiWhitelist);
    }

    public Upstream? ApiServer { get; }

    public Upstream? KusciaApi { get; }

    /// <summary>Whether the path of a request to the API server is allowed by <c>apiWhitelist</c>.</summary>
    public bool AllowsApiPath(string path) => _apiWhitelist?.IsMatch(path) ?? true;

    public void Dispose()
    {
        ApiServer?.Dispose();
        KusciaApi?.Dispose();
    }

    private static Regex? Compile(IReadOnlyList<string> patterns) =>
        patterns.Count == 0 ? null : new Regex(@"\A(?:" + string.Join('|', patterns.Select(p => $"(?:{p})")) + @")\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
