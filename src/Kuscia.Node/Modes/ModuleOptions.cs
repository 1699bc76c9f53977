using Kuscia.Agent;
using Kuscia.Api;
using Kuscia.DataMesh;
using Kuscia.Gateway;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>What the modules of a node are told in every mode; a mode adds what it alone has.</summary>
internal static class ModuleOptions
{
    public static GatewayOptions Gateway(NodeConfig config) => new()
    {
        DomainId = config.DomainId,
        InstanceName = config.NodeName,
        HostAddress = config.HostAddress.ToString(),
        ExternalPort = config.Ports.External,
        ExternalProtocol = IsClear(config) ? ExternalProtocol.NoTls : ExternalProtocol.Tls,
        ExternalNames = [config.HostAddress.ToString()],
        InternalAddress = config.InternalListenAddress.ToString(),
        InternalPort = config.Ports.Internal,
        OwnsControlPlane = config.Mode != NodeMode.Lite,
        CertificatesDirectory = config.CertsDirectory,
        AccessLogDirectory = Path.Combine(config.LogDirectory, "envoy"),
    };

    public static KusciaApiOptions KusciaApi(NodeParts parts)
    {
        NodeConfig config = parts.Config;
        return new KusciaApiOptions
        {
            DomainId = config.DomainId,
            Port = config.Ports.KusciaApi,
            GrpcPort = config.Ports.KusciaApiGrpc,
            GrpcMakesWay = !config.Ports.KusciaApiGrpcIsGiven,
            InternalPort = config.Ports.KusciaApiInternal,
            Protocol = parts.Protocol,
            CertsDirectory = config.CertsDirectory,
            ExtraNames = [config.HostAddress.ToString(), .. config.KusciaApiSans],
            ControlPlaneOnly = config.Mode == NodeMode.Master,
            LogPath = Path.Combine(config.LogDirectory, "kusciaapi.log"),
            LogMaxFiles = config.LogMaxFiles,
            LogMaxFileBytes = config.LogMaxFileSizeMB * 1024L * 1024L,
        };
    }

    public static DataMeshOptions DataMesh(NodeConfig config) => new()
    {
        DomainId = config.DomainId,
        RootDirectory = config.RootDirectory,
        HttpPort = config.Ports.DataMesh,
        GrpcPort = config.Ports.DataMeshGrpc,
        GrpcMakesWay = !config.Ports.DataMeshGrpcIsGiven,
        HostAddress = config.HostAddress.ToString(),
        LogMaxFiles = config.LogMaxFiles,
        LogMaxFileBytes = config.LogMaxFileSizeMB * 1024L * 1024L,
    };

    // Made when KusciaAPI is ready, which writes the token that tasks are given.
    public static AgentOptions Agent(NodeParts parts)
    {
        NodeConfig config = parts.Config;
        string token = Path.Combine(config.CertsDirectory, "token");
        return new AgentOptions
        {
            NodeName = config.NodeName,
            DomainId = config.DomainId,
            RootDirectory = config.RootDirectory,
            HostAddress = config.HostAddress.ToString(),
            GatewayAddress = $"127.0.0.1:{config.Ports.Internal}",
            DataMeshAddress = $"127.0.0.1:{config.Ports.DataMesh}",
            EngineDirectory = AppContext.BaseDirectory,
            Runtime = AgentRuntimes.Offered.Contains(config.Runtime) ? config.Runtime : AgentRuntimes.Offered[0],
            KusciaApiProtocol = parts.Protocol,
            KusciaApiToken = File.Exists(token) ? File.ReadAllText(token) : null,
            DomainKeyData = config.DomainKeyData,
            Capacity = NodeCapacities.Of(config.Capacity),
            Logs = new AgentLogOptions
            {
                MaxFileBytes = (long)config.LogMaxFileSizeMB << 20,
                MaxFiles = config.LogMaxFiles,
                MaxAge = TimeSpan.FromDays(config.LogMaxAgeDays),
            },
        };
    }

    // As the originals: without a protocol a lite's port speaks clear text, every other one TLS.
    private static bool IsClear(NodeConfig config) => config.Protocol == "NOTLS" || (config.Protocol is null && config.Mode == NodeMode.Lite);
}
