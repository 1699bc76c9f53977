using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>Several processes on one store: what one acknowledges all see, each event once and in the order of revisions; nobody replaces what another replaced.</summary>
public sealed class SharedStoreTests
{
    private const int Writes = 60;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task A_reader_that_holds_up_its_thread_holds_up_none_of_those_who_looked_with_it() => await Task.Run(HoldUpAsync);

    // Away from the threads of the tests, which are few.
    private static async Task HoldUpAsync()
    {
        using LogFolder folder = new();
        await using RevisionLog log = await folder.OpenAsync();
        await using RevisionLog other = await folder.OpenAsync();

        // A list looks at the table when another process wrote; lists that wait behind one large write share the look.
        for (int round = 0; round < 5; round++)
        {
            using ManualResetEventSlim gate = new();
            await other.CreateAsync($"/k/{round}", LogFolder.Bytes("v"), 0, CancellationToken.None);
            Task large = log.CreateAsync($"/large/{round}", new byte[16 << 20], 0, CancellationToken.None);
            Task<LogPage>[] lists = [.. Enumerable.Range(0, 4).Select(_ => log.ListAsync(new LogQuery("/k/"), CancellationToken.None))];
            StrongBox<bool> isAsking = new(true);
            Task held = lists[0].ContinueWith(_ => HoldUnless(isAsking, gate), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Volatile.Write(ref isAsking.Value, false);

            LogPage[] pages = await Task.WhenAll(lists[1..]).WaitAsync(TimeSpan.FromSeconds(60));
            gate.Set();
            await Task.WhenAll(held, large);

            Assert.All(pages, p => Assert.Equal(round + 1, p.Entries.Count));
        }
    }

    // A list that has ended already goes on on the thread that asks.
    private static void HoldUnless(StrongBox<bool> isAsking, ManualResetEventSlim gate)
    {
        if (!Volatile.Read(ref isAsking.Value))
        {
            gate.Wait();
        }
    }

    [Theory]
    [AllStores]
    public async Task Every_watcher_of_three_processes_sees_every_acknowledged_write_once_and_in_order(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        using CancellationTokenSource limit = new(Deadline);
        await using RevisionLog own = await LogFolder.OpenAsync(folder.Options);
        long from = own.CurrentRevision;
        List<string> seen = [];
        Task watching = SharedWriter.WatchAsync(own, from, [$"{SharedWriter.Prefix}end-a", $"{SharedWriter.Prefix}end-b"], seen.Add);

        string[][] told = await Task.WhenAll((await StartAsync(folder, from, "a,b", limit.Token, "a", "b")).Select(p => EndAsync(p, limit.Token)));
        await watching.WaitAsync(limit.Token);

        Assert.Equal(seen, told[0].Where(IsEvent));
        Assert.Equal(seen, told[1].Where(IsEvent));
        CheckHistory(seen, told.SelectMany(t => t));
    }

    [Theory]
    [AllStores]
    public async Task A_process_that_is_killed_loses_nothing_acknowledged_and_holds_up_nobody(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        using CancellationTokenSource limit = new(Deadline);
        await using RevisionLog own = await LogFolder.OpenAsync(folder.Options);
        long from = own.CurrentRevision;
        List<string> seen = [];
        Task watching = SharedWriter.WatchAsync(own, from, [$"{SharedWriter.Prefix}end-b"], seen.Add);

        Process[] processes = await StartAsync(folder, from, "b", limit.Token, "a", "b");
        Task<string[]> survivor = EndAsync(processes[1], limit.Token);
        string[] killed = await KillAfterAsync(processes[0], 40, limit.Token);
        string[] told = await survivor;
        await watching.WaitAsync(limit.Token);

        Assert.Equal(seen, told.Where(IsEvent));
        Assert.Equal(killed.Where(IsEvent), seen.Take(killed.Count(IsEvent)));
        CheckHistory(seen, [.. killed.Where(l => !IsEvent(l)), .. told]);
    }

    private static bool IsEvent(string line) => line.StartsWith("event ", StringComparison.Ordinal);

    private static void CheckHistory(List<string> seen, IEnumerable<string> told)
    {
        string[][] events = [.. seen.Select(l => l.Split(' '))];
        string[][] answers = [.. told.Where(l => !IsEvent(l)).Select(l => l.Split(' '))];
        HashSet<string> values = [.. events.Where(e => e[2] != "Deleted").Select(e => e[5])];
        long[] revisions = [.. events.Select(e => long.Parse(e[1], CultureInfo.InvariantCulture))];

        Assert.Equal(revisions.Order().Distinct(), revisions);
        Assert.Empty(answers.Where(a => a[0] == "ack").Select(a => a[1]).Except(events.Select(e => e[1])));
        Assert.Equal(answers.Count(a => a[0] == "ack"), answers.Where(a => a[0] == "ack").Select(a => a[1]).Distinct().Count());
        Assert.Empty(values.Intersect(answers.Where(a => a[0] == "refused").Select(a => a[1])));
        Assert.All(events.GroupBy(e => e[3]), key => Assert.Equal(key.SkipLast(1).Select(e => e[2] == "Deleted" ? "0" : e[1]), key.Skip(1).Select(e => e[4])));
        Assert.True(answers.Count(a => a[0] == "ack") > Writes, $"only {answers.Count(a => a[0] == "ack")} writes were acknowledged");
    }

    // Begin together, once each has the store open.
    private static async Task<Process[]> StartAsync(LogFolder folder, long from, string ends, CancellationToken cancellationToken, params string[] names)
    {
        Process[] processes = [.. names.Select(n => Process.Start(new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "exec", typeof(SharedStoreTests).Assembly.Location, "share", folder.Endpoint ?? folder.File, n,
                from.ToString(CultureInfo.InvariantCulture), Writes.ToString(CultureInfo.InvariantCulture), ends,
            },
        })!)]; // not null: no shell execute
        foreach (Process process in processes)
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(cancellationToken));
        }

        Array.ForEach(processes, p => p.StandardInput.WriteLine("go"));
        return processes;
    }

    private static async Task<string[]> EndAsync(Process process, CancellationToken cancellationToken)
    {
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, process.ExitCode);
        process.Dispose();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // What it printed whole.
    private static async Task<string[]> KillAfterAsync(Process process, int acknowledged, CancellationToken cancellationToken)
    {
        List<string> lines = new();
        while (lines.Count(l => !IsEvent(l)) < acknowledged && await process.StandardOutput.ReadLineAsync(cancellationToken) is string line)
        {
            lines.Add(line);
        }

        process.Kill();
        string rest = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        process.Dispose();
        return [.. lines, .. rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
