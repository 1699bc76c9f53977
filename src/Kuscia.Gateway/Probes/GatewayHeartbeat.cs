using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Probes;

/// <summary>Keeps the Gateway object of this instance alive: who it is, since when, and that it still is.</summary>
internal sealed partial class GatewayHeartbeat(
    GatewayOptions options, DomainIdentity identity, IResourceClient client, NetworkStatus network, TimeProvider time, ILogger<GatewayHeartbeat> logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset _uptime = time.GetUtcNow();
    private int _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                // At a first start the namespace of the domain appears a moment after the gateway.
                bool written = await TryBeatAsync(cancellationToken);
                await Task.Delay(written || GatewayTiming.GatewayHeartbeat < Retry ? GatewayTiming.GatewayHeartbeat : Retry, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
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

    private async Task<bool> TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeatAsync(cancellationToken);
            _failures = 0;
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (++_failures > 3)
            {
                Log.NotWritten(logger, options.InstanceName, e.Message);
            }

            return false;
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
