using Kuscia.Agent;
using Kuscia.DataMesh;
using Kuscia.Hosting.Modules;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>A domain that is its own master: a control plane, and an agent and data beside it.</summary>
internal sealed class AutonomyNode(NodeParts parts)
{
    private readonly NodeConfig _config = parts.Config;

    public async Task StartAsync(ModuleHost host)
    {
        ControlPlane plane = await ControlPlane.StartAsync(parts, host);
        Task gateway = host.StartAsync(plane.Gateway());
        await host.StartAsync(plane.FirstResources);
        Task api = host.StartAsync(plane.KusciaApi());
        await host.StartAsync(plane.Controllers());
        Task mesh = host.StartAsync(DataMesh(plane));
        await gateway;
        Task interconnection = host.StartAsync(plane.Interconnection());
        await api;
        AgentModule agent = Agent(plane);
        plane.Logs.Set(agent.Logs);
        await host.StartAsync(agent);
        await Task.WhenAll(mesh, interconnection);
    }

    private DataMeshModule DataMesh(ControlPlane plane)
    {
        DataMeshOptions options = new()
        {
            DomainId = _config.DomainId,
            RootDirectory = _config.RootDirectory,
            HttpPort = _config.Ports.DataMesh,
            GrpcPort = _config.Ports.DataMeshGrpc,
            GrpcMakesWay = !_config.Ports.DataMeshGrpcIsGiven,
            HostAddress = _config.HostAddress.ToString(),
            LogMaxFiles = _config.LogMaxFiles,
            LogMaxFileBytes = _config.LogMaxFileSizeMB * 1024L * 1024L,
        };
        return new DataMeshModule(options, plane.Client, parts.Identity, parts.Time, parts.Loggers);
    }

    // Made when KusciaAPI is ready, which writes the token that tasks are given.
    private AgentModule Agent(ControlPlane plane)
    {
        string token = Path.Combine(_config.CertsDirectory, "token");
        AgentOptions options = new()
        {
            NodeName = _config.NodeName,
            DomainId = _config.DomainId,
            RootDirectory = _config.RootDirectory,
            HostAddress = _config.HostAddress.ToString(),
            GatewayAddress = $"127.0.0.1:{_config.Ports.Internal}",
            DataMeshAddress = $"127.0.0.1:{_config.Ports.DataMesh}",
            EngineDirectory = AppContext.BaseDirectory,
            Runtime = AgentRuntimes.Offered.Contains(_config.Runtime) ? _config.Runtime : AgentRuntimes.Offered[0],
            KusciaApiProtocol = parts.Protocol,
            KusciaApiToken = File.Exists(token) ? File.ReadAllText(token) : null,
            DomainKeyData = _config.DomainKeyData,
            Capacity = NodeCapacities.Of(_config.Capacity),
            Logs = new AgentLogOptions
            {
                MaxFileBytes = (long)_config.LogMaxFileSizeMB << 20,
                MaxFiles = _config.LogMaxFiles,
                MaxAge = TimeSpan.FromDays(_config.LogMaxAgeDays),
            },
        };
        return new AgentModule(options, plane.Client, plane.Informers, parts.Identity, parts.Time, parts.Loggers);
    }
}
