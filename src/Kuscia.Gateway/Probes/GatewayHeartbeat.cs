using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Probes;

/// <summary>Keeps the Gateway object of this instance alive: who it is, since when, and that it still is.</summary>
internal sealed partial class GatewayHeartbeat(
    GatewayOptions options, DomainIdentity identity, IResourceClient client, NetworkStatus network, TimeProvider time, ILogger<GatewayHeartbeat> logger)
{
    private readonly DateTimeOffset _uptime = time.GetUtcNow();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(options.Timing.GatewayHeartbeat, time);
        try
        {
            do
            {
                await TryBeatAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        ResourceName name = new(options.DomainId, options.InstanceName);
        JsonObject patch = new() { ["status"] = Status() };
        try
        {
            await client.PatchAsync(Kinds.Gateway, name, patch, "status", cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            await CreateAsync(name, cancellationToken);
            await client.PatchAsync(Kinds.Gateway, name, new JsonObject { ["status"] = Status() }, "status", cancellationToken);
        }
    }

    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeatAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.NotWritten(logger, options.InstanceName, e.Message);
        }
    }

    private async Task CreateAsync(ResourceName name, CancellationToken cancellationToken)
    {
        Model.Resources.Gateway gateway = new()
        {
            ApiVersion = Kinds.Gateway.ApiVersion,
            Kind = Kinds.Gateway.Kind,
            Metadata = new ObjectMeta { Namespace = name.Namespace, Name = name.Name },
        };
        try
        {
            await client.CreateAsync(Kinds.Gateway, gateway, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Somebody else was faster; the status is written next.
        }
    }

    private JsonObject Status() => new()
    {
        ["address"] = options.HostAddress,
        ["uptime"] = KubernetesTimeConverter.ToText(_uptime),
        ["heartbeatTime"] = KubernetesTimeConverter.ToText(time.GetUtcNow()),
        ["publicKey"] = identity.PublicKeyPemBase64,
        ["version"] = options.Version,
        ["networkStatus"] = network.ToJson(),
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 4401, Level = LogLevel.Warning, Message = "heartbeat of gateway {Instance} not written: {Reason}")]
        public static partial void NotWritten(ILogger logger, string instance, string reason);
    }
}
