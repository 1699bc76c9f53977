using Kuscia.Hosting.Modules;
using Kuscia.Hosting.Telemetry;
using Kuscia.Identity;
using Kuscia.Node.Configuration;
using Microsoft.Extensions.Logging;

namespace Kuscia.Node.Modes;

/// <summary>What every module of a node is made from, in any mode.</summary>
/// <param name="Config">Configuration of the node.</param>
/// <param name="Identity">The domain's key and certificates.</param>
/// <param name="Loggers">Where logs go.</param>
/// <param name="Time">Clock.</param>
internal sealed record NodeParts(NodeConfig Config, DomainIdentity Identity, ILoggerFactory Loggers, TimeProvider Time)
{
    /// <summary>How the local API and DataMesh are protected.</summary>
    public string Protocol => Config.Protocol ?? "MTLS";

    /// <summary>Starts the modules of the configured mode.</summary>
    public async Task StartAsync(ModuleHost host)
    {
        Func<ModuleHost, Task> start = Config.Mode switch
        {
            NodeMode.Autonomy => new AutonomyNode(this).StartAsync,
            NodeMode.Master => new MasterNode(this).StartAsync,
            _ => new LiteNode(this).StartAsync,
        };
        Task telemetry = host.StartAsync(Telemetry());
        await start(host);
        await telemetry;
    }

    private TelemetryModule Telemetry()
    {
        TelemetryOptions options = new()
        {
            DomainId = Config.DomainId,
            InstanceName = Config.NodeName,
            Address = Config.MetricsListenAddress,
            Port = Config.Ports.Metrics,
            PortIsRequired = Config.Ports.MetricsIsGiven,
        };
        return new TelemetryModule(options, Environment.GetEnvironmentVariable, Loggers);
    }
}
