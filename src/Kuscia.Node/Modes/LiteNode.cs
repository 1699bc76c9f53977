using Kuscia.Agent;
using Kuscia.Api;
using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.DataMesh;
using Kuscia.Gateway;
using Kuscia.Hosting.Modules;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>A domain under a master: an agent, data and a gateway here; its objects are in the master's API, which it reaches through its own gateway.</summary>
internal sealed class LiteNode(NodeParts parts)
{
    public async Task StartAsync(ModuleHost host)
    {
        NodeConfig config = parts.Config;
        MasterOptions master = config.Master ?? throw new ModuleStartException("mode lite needs masterEndpoint");
        InternalListener gateway = host.Own(new InternalListener(config.Ports.Internal));
        HttpResourceClient client = gateway.MasterClient();
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        InformerSet informers = host.Own(new InformerSet(client, parts.Time, parts.Loggers, new InformerSetOptions { Begins = reached.Task }));
        GatewayModule door = await host.StartAsync(new GatewayModule(ModuleOptions.Gateway(config) with { Master = master }, client, informers, parts.Identity, parts.Time, parts.Loggers));
        await host.StartAsync(new MasterModule(door, master, () => reached.TrySetResult()));
        LiteKubeconfig.Write(config);
        LatePodLogs logs = new();
        Task mesh = host.StartAsync(new DataMeshModule(ModuleOptions.DataMesh(config), client, parts.Identity, parts.Time, parts.Loggers));
        KusciaApiOptions api = ModuleOptions.KusciaApi(parts) with { InternalPort = null, Gateway = gateway.Invoker };
        await host.StartAsync(new KusciaApiModule(api, client, parts.Identity, logs, parts.Time, parts.Loggers));
        AgentModule agent = new(ModuleOptions.Agent(parts), client, informers, parts.Identity, parts.Time, parts.Loggers);
        logs.Set(agent.Logs);
        await host.StartAsync(agent);
        await mesh;
    }
}
