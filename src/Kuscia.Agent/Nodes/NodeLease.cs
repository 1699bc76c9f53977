using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Agent.Nodes;

/// <summary>Renews the heartbeat lease of the node in <c>kube-node-lease</c>.</summary>
internal sealed partial class NodeLease(AgentOptions options, IResourceClient client, TimeProvider time, ILogger<NodeLease> logger)
{
    private const string Namespace = "kube-node-lease";
    private const int DurationSeconds = 180;

    /// <summary>Renews until cancelled; failures are tried again with the next renewal.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RenewAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Log.RenewFailed(logger, options.NodeName, e.Message);
            }

            await Task.Delay(options.Timing.Lease, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        ResourceName name = new(Namespace, options.NodeName);
        DateTimeOffset now = time.GetUtcNow();
        JsonObject patch = new()
        {
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = options.NodeName,
                ["leaseDurationSeconds"] = DurationSeconds,
                ["renewTime"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            },
        };
        try
        {
            await client.PatchAsync(Kinds.Lease, name, patch, null, cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            await CreateAsync(now, cancellationToken);
        }
    }

    private async Task CreateAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        Lease lease = new()
        {
            ApiVersion = Kinds.Lease.ApiVersion,
            Kind = Kinds.Lease.Kind,
            Metadata = new ObjectMeta { Namespace = Namespace, Name = options.NodeName },
            Spec = new LeaseSpec { HolderIdentity = options.NodeName, LeaseDurationSeconds = DurationSeconds, RenewTime = now, AcquireTime = now },
        };
        try
        {
            await client.CreateAsync(Kinds.Lease, lease, cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            Namespace leases = new() { ApiVersion = "v1", Kind = "Namespace", Metadata = new ObjectMeta { Name = Namespace } };
            await client.CreateAsync(Kinds.Namespace, leases, cancellationToken);
            await client.CreateAsync(Kinds.Lease, lease, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3111, LogLevel.Warning, "Lease of node {Node} was not renewed and is tried again: {Error}")]
        public static partial void RenewFailed(ILogger logger, string node, string error);
    }
}
