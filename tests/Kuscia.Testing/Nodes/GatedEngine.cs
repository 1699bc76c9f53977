using System.Globalization;
using System.Text;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Xunit;

namespace Kuscia.Testing.Nodes;

/// <summary>An engine that notes each of its starts in the root of its node, logs on and on, and ends when the test opens its gate.</summary>
public sealed class GatedEngine
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<NodeProcess> _nodes;

    private GatedEngine(IReadOnlyList<NodeProcess> nodes, string name)
    {
        _nodes = nodes;
        Name = name;
    }

    /// <summary>Name of the AppImage, the job and its task.</summary>
    public string Name { get; }

    public static Task<GatedEngine> RegisterAsync(TwoNodes nodes, string name, int exitCode) => RegisterAsync(nodes.Both, name, exitCode);

    public static async Task<GatedEngine> RegisterAsync(IReadOnlyList<NodeProcess> nodes, string name, int exitCode)
    {
        string script = $"""
            root=$KUSCIA_CONTAINER_ROOT/../../../..
            echo $$ >> $root/starts.{name}
            echo begin
            n=0
            while [ ! -e $root/gate.{name} ]; do n=$(expr $n + 1); echo line $n; sleep 0.1; done
            echo end
            exit {exitCode}
            """;
        // "$$" is how a pod writes a dollar sign.
        await TwoNodes.RegisterEngineAsync(name, script.Replace("$", "$$", StringComparison.Ordinal), [.. nodes]);
        return new GatedEngine(nodes, name);
    }

    /// <summary>Process ids of all starts on a node.</summary>
    public int[] Starts(NodeProcess node) =>
        File.Exists(StartsFile(node)) ? [.. File.ReadAllLines(StartsFile(node)).Select(l => int.Parse(l, CultureInfo.InvariantCulture))] : [];

    public void Open()
    {
        foreach (NodeProcess node in _nodes)
        {
            File.WriteAllText(Path.Combine(node.Root, $"gate.{Name}"), "");
        }
    }

    /// <summary>Waits until the engine runs and the API says so.</summary>
    public async Task AwaitRunningAsync(NodeProcess node, TimeSpan limit)
    {
        await node.WaitForAsync(Kinds.KusciaJob, TwoNodes.Job(Name), j => j.Status?.Phase == "Running", "Running", limit);
        await UntilAsync(() => Task.FromResult(Starts(node).Length > 0), () => $"the engine of {Name} did not begin on {node.Domain}\n{node.LogTail()}");
        await UntilAsync(async () => (await TryPodAsync(node))?.Status?.Phase == "Running", () => $"the pod of {Name} did not run on {node.Domain}\n{node.LogTail()}");
    }

    /// <summary>The log file, which outlives the pod.</summary>
    public string Log(NodeProcess node)
    {
        string pod = Assert.Single(Directory.GetDirectories(Path.Combine(node.Root, "var", "stdout", "pods"), $"{node.Domain}_{Name}*"));
        return File.ReadAllText(Path.Combine(pod, "engine", "0.log"));
    }

    /// <summary>Waits until the log, read through the API, has more lines than at the call.</summary>
    public async Task AwaitLogGrowthAsync(NodeProcess node)
    {
        int before = (await ShownLogAsync(node)).Length;
        await UntilAsync(async () => (await ShownLogAsync(node)).Length > before, () => $"the log of {Name} on {node.Domain} stands still\n{node.LogTail()}");
    }

    /// <summary>Waits until no process of this engine is left on the nodes.</summary>
    public async Task AwaitNoProcessAsync(IReadOnlyList<NodeProcess> nodes)
    {
        foreach (NodeProcess node in nodes)
        {
            await UntilAsync(() => Task.FromResult(!AnyProcess(node, Name)), () => $"a process of {Name} is left on {node.Domain}\n{node.LogTail()}");
        }
    }

    /// <summary>Waits until a process is gone or a zombie.</summary>
    public static Task AwaitEndAsync(int process) =>
        UntilAsync(() => Task.FromResult(!IsAlive(process)), () => $"process {process} still runs");

    /// <summary>Returns as soon as a file of this name exists somewhere below a sandbox with the prefix.</summary>
    public static Task AwaitFileAsync(string folder, string prefix, string file) => Task.Run(() =>
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < Limit)
        {
            // Spins on purpose: the moment wanted lasts less than a millisecond.
            try
            {
                if (Directory.EnumerateDirectories(folder, prefix + "*").Any(d => Directory.EnumerateFiles(d, file, SearchOption.AllDirectories).Any()))
                {
                    return;
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Made or removed this very moment.
            }
        }

        throw new TimeoutException($"no {file} below {folder}/{prefix}* within {Limit}");
    });

    private async Task<string> ShownLogAsync(NodeProcess node)
    {
        Pod pod = await TryPodAsync(node) ?? throw new InvalidOperationException($"{node.Domain} has no pod of {Name}");
        (int code, string output, string error) = await node.KubectlAsync("logs", "-n", node.Domain, pod.Metadata.Name ?? "");
        Assert.True(code == 0, error);
        return output;
    }

    private string StartsFile(NodeProcess node) => Path.Combine(node.Root, $"starts.{Name}");

    private async Task<Pod?> TryPodAsync(NodeProcess node)
    {
        ResourceList<Pod> pods = await node.Client.ListAsync(Kinds.Pod, node.Domain, ListOptions.All, CancellationToken.None);
        return pods.Items.FirstOrDefault(p => p.Metadata.Name?.StartsWith(Name, StringComparison.Ordinal) == true);
    }

    /// <summary>True while a process of a pod whose name begins so runs on the node.</summary>
    public static bool AnyProcess(NodeProcess node, string pod)
    {
        byte[] wanted = Encoding.UTF8.GetBytes($"KUSCIA_CONTAINER_ROOT={node.Root}/sandbox/{node.Domain}_{pod}");
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                if (File.ReadAllBytes(Path.Combine(process, "environ")).AsSpan().IndexOf(wanted) >= 0)
                {
                    return true;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile, or of another user.
            }
        }

        return false;
    }

    private static bool IsAlive(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, Func<string> failure)
    {
        long begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Limit, failure());
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
