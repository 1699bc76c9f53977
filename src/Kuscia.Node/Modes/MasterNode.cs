using Kuscia.Hosting.Modules;

namespace Kuscia.Node.Modes;

/// <summary>A control plane alone: its domains run their tasks on nodes of their own.</summary>
internal sealed class MasterNode(NodeParts parts)
{
    public async Task StartAsync(ModuleHost host)
    {
        ControlPlane plane = await ControlPlane.StartAsync(parts, host);
        Task gateway = host.StartAsync(plane.Gateway());
        await host.StartAsync(plane.FirstResources);
        Task api = host.StartAsync(plane.KusciaApi());
        await host.StartAsync(plane.Controllers());
        await gateway;
        await host.StartAsync(plane.Interconnection());
        await api;
    }
}
