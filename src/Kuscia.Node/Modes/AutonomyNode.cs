using Kuscia.Agent;
using Kuscia.DataMesh;
using Kuscia.Hosting.Modules;

namespace Kuscia.Node.Modes;

/// <summary>A domain that is its own master: a control plane, and an agent and data beside it.</summary>
internal sealed class AutonomyNode(NodeParts parts)
{
    public async Task StartAsync(ModuleHost host)
    {
        ControlPlane plane = await ControlPlane.StartAsync(parts, host);
        Task gateway = host.StartAsync(plane.Gateway());
        await host.StartAsync(plane.FirstResources);
        Task api = host.StartAsync(plane.KusciaApi());
        await host.StartAsync(plane.Controllers());
        Task mesh = host.StartAsync(new DataMeshModule(ModuleOptions.DataMesh(parts.Config), plane.Client, parts.Identity, parts.Time, parts.Loggers));
        await gateway;
        Task interconnection = host.StartAsync(plane.Interconnection());
        await api;
        AgentModule agent = new(ModuleOptions.Agent(parts), plane.Client, plane.Informers, parts.Identity, parts.Time, parts.Loggers);
        plane.Logs.Set(agent.Logs);
        await host.StartAsync(agent);
        await Task.WhenAll(mesh, interconnection);
    }
}
