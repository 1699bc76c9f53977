using System.Diagnostics;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>The files of one node: who may read them, and what happens when its store is damaged.</summary>
public sealed class RootTests : IAsyncLifetime
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-root-").FullName;
    private NodeProcess? _node;

    private NodeProcess Node => _node ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _node = await NodeProcess.CreateAsync("alice", _folder);

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Files_of_a_node_and_of_its_engines_are_for_its_user_alone_also_those_of_an_older_root()
    {
        string old = Path.Combine(Node.Root, "var", "storage", "data", "old");
        Directory.CreateDirectory(old, (UnixFileMode)Convert.ToInt32("755", 8));
        await File.WriteAllTextAsync(Path.Combine(old, "table.csv"), "id\n1\n");
        File.SetUnixFileMode(Path.Combine(old, "table.csv"), (UnixFileMode)Convert.ToInt32("644", 8));
        File.CreateSymbolicLink(Path.Combine(old, "link"), "/etc/hostname");

        await Node.StartAsync();
        await TwoNodes.RegisterEngineAsync("writing", "mkdir ../made; echo result > ../made/result.csv; echo done", Node);
        await Node.Client.CreateAsync(Model.Kinds.KusciaJob, TwoNodes.JobOf("one", "writing", "alice"), CancellationToken.None);
        KusciaJob job = await TwoNodes.AwaitJobAsync(Node, "one", TimeSpan.FromSeconds(60), "Succeeded", "Failed");

        Assert.Equal("Succeeded", job.Status?.Phase);
        IEnumerable<FileSystemInfo> everything = new[] { "etc", "var" }.SelectMany(f =>
            new DirectoryInfo(Path.Combine(Node.Root, f)).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }));
        Assert.Empty(everything.Where(e => (e.UnixFileMode & Others) != 0).Select(e => $"{e.FullName} {e.UnixFileMode}"));
        Assert.All([Path.Combine(Node.Root, "var"), Path.Combine(Node.Root, "etc")], f => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(f) & (Others | UnixFileMode.GroupRead)));
    }

    [Fact]
    public async Task A_store_that_lost_its_journal_keeps_the_node_from_starting_until_it_is_repaired()
    {
        await Node.StartAsync();
        await Node.KillAsync();
        string store = Path.Combine(Node.Root, "var", "k3s", "server", "db", "state.db");
        File.Delete(store + "-wal");

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Node.StartAsync());
        (int checkCode, string found, _) = await StoreAsync("check");
        (int repairCode, string repaired, string error) = await StoreAsync("repair");
        await Node.StartAsync();
        (int runningCode, _, string running) = await StoreAsync("repair");
        (int againCode, string sound, _) = await StoreAsync("check");

        Assert.Contains("was acknowledged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("kuscia store repair", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, checkCode);
        Assert.Contains("writes are gone", found, StringComparison.Ordinal);
        Assert.True(repairCode == 0, error);
        Assert.Contains("the damaged files are in", repaired, StringComparison.Ordinal);
        Assert.Equal(1, runningCode);
        Assert.Contains("another node runs in", running, StringComparison.Ordinal);
        Assert.Equal(0, againCode);
        Assert.Contains("is sound", sound, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Error)> StoreAsync(string command)
    {
        ProcessStartInfo start = KusciaProgram.Start(KusciaProgram.Path, "store", command);
        start.Environment["KUSCIA_HOME"] = Node.Root;
        return KusciaProgram.RunAsync(start, TimeSpan.FromSeconds(60));
    }
}
