using System.Globalization;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Tests.Support;

/// <summary>Pods of processes, which read what to do from files.</summary>
internal class ProcessWorkbench : Workbench
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private string _folder = "";

    public override async Task<AgentWorld> StartAsync()
    {
        AgentWorld world = await base.StartAsync();
        _folder = Directory.CreateDirectory(Path.Combine(world.Root, "orders")).FullName;
        return world;
    }

    public override Pod Pod(string name)
    {
        string orders = Path.Combine(_folder, name);
        Directory.CreateDirectory(orders);
        return AgentWorld.ShellPod(
            name, $"n=0; while :; do if [ -e {orders}/$n ]; then cat {orders}/$n; n=$((n+1)); elif [ -e {orders}/end ]; then exit $(cat {orders}/end); else sleep 0.02; fi; done");
    }

    // A process runs from its start.
    public override Task RunAsync(string pod) => Task.CompletedTask;

    public override Task WriteAsync(string pod, string line)
    {
        int number = _lines.GetValueOrDefault(pod);
        _lines[pod] = number + 1;
        return OrderAsync(pod, number.ToString(CultureInfo.InvariantCulture), line + "\n");
    }

    public override Task EndAsync(string pod, int code) => OrderAsync(pod, "end", code.ToString(CultureInfo.InvariantCulture));

    internal override IPodRuntime Create(RuntimeParts parts) => AgentRuntimes.Create(parts);

    // Seen whole or not at all.
    private async Task OrderAsync(string pod, string name, string text)
    {
        string path = Path.Combine(_folder, pod, name);
        await File.WriteAllTextAsync(path + ".new", text);
        File.Move(path + ".new", path);
    }
}
