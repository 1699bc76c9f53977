using System.Net;
using KubeFate.Clusters;
using KubeFate.Jobs;
using KubeFate.Verify;

namespace KubeFate.Service;

/// <summary><c>/v1/cluster/:id/verify</c>: the ways between the modules of a cluster and to its partners.</summary>
internal sealed class VerifyEndpoint(JobTools tools)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public IEnumerable<Route> Routes() => [new("GET", "/v1/cluster/:id/verify", false, VerifyAsync)];

    private async Task VerifyAsync(Call call)
    {
        Cluster cluster = await tools.Clusters.FindAsync(call.Values["id"], call.Aborted) ?? throw Refusal.NotFound();
        ClusterVerifier verifier = new(tools.Access.Cluster, new EdgeProbe(static (host, token) => Dns.GetHostAddressesAsync(host, token), Limit, tools.Clock));
        IReadOnlyList<EdgeResult> results = await verifier.RunAsync(cluster, call.Aborted);
        await call.Context.DoneAsync("verifyCluster Success", Answers.List(results, static result => result.ToJson()));
    }
}
