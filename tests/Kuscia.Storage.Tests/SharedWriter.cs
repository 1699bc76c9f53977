using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>
/// The process that <see cref="SharedStoreTests"/> starts several times on one store: compare-and-appends on keys that all use, keys of its own, leases and
/// compactions, while it watches. It prints what was acknowledged and what it saw.
/// </summary>
internal static class SharedWriter
{
    public const string Prefix = "/registry/s/";
    private const int Writers = 3;
    private const int SharedKeys = 5;

    /// <param name="arguments">Store, name, revision to watch from, writes of each writer, names of all who end.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        string name = arguments[1];
        long from = long.Parse(arguments[2], CultureInfo.InvariantCulture);
        int writes = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        string[] ends = [.. arguments[4].Split(',').Select(n => $"{Prefix}end-{n}")];
        await using RevisionLog log = await LogFolder.OpenAsync(LogFolder.OptionsOf(arguments[0]) with { CompactionBatch = 20 });
        Say("ready");
        await Console.In.ReadLineAsync();
        Task watching = WatchAsync(log, from, ends);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => WriteAsync(log, $"{name}-{i}", writes)));
        await log.CreateAsync($"{Prefix}end-{name}", LogFolder.Bytes(name), 0, CancellationToken.None);
        await watching;
        return 0;
    }

    /// <summary>An event in the words that all processes print.</summary>
    public static string Line(LogEvent change) =>
        string.Create(CultureInfo.InvariantCulture, $"event {change.Revision} {change.Type} {change.Entry.Key} {change.PreviousRevision} {LogFolder.Text(change.Entry.Value)}");

    /// <summary>Watches until everybody ended and no lease is left.</summary>
    public static async Task WatchAsync(RevisionLog log, long from, string[] ends, Action<string>? say = null)
    {
        HashSet<string> open = new(ends);
        HashSet<string> leased = new();
        using LogWatch watch = log.Watch(Prefix, from);
        await foreach (LogEvent change in watch.ReadAllAsync(CancellationToken.None))
        {
            (say ?? Say)(Line(change));
            open.Remove(change.Entry.Key);
            _ = change.Type != LogEventType.Deleted && change.Entry.LeaseSeconds > 0 ? leased.Add(change.Entry.Key) : leased.Remove(change.Entry.Key);
            if (open.Count == 0 && leased.Count == 0)
            {
                return;
            }
        }
    }

    private static async Task WriteAsync(RevisionLog log, string writer, int writes)
    {
        for (int i = 0; i < writes; i++)
        {
            string value = string.Create(CultureInfo.InvariantCulture, $"{writer}-{i}");
            string key = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{i % SharedKeys}");
            await TellAsync(value, ChangeAsync(log, key, value, i));
            await TellAsync($"{value}-own", log.CreateAsync($"{Prefix}{value}", LogFolder.Bytes($"{value}-own"), i % 20 == 0 ? 1 : 0, CancellationToken.None));
            if (i % 25 == 24)
            {
                await log.CompactAsync(log.CurrentRevision - 2000, CancellationToken.None);
            }
        }
    }

    private static async Task<AppendResult> ChangeAsync(RevisionLog log, string key, string value, int number)
    {
        LogEntry? now = await log.GetAsync(key, CancellationToken.None);
        return (now, number % 7) switch
        {
            (null, _) => await log.CreateAsync(key, LogFolder.Bytes(value), 0, CancellationToken.None),
            (_, 0) => await log.DeleteAsync(key, now.ModRevision, CancellationToken.None),
            _ => await log.UpdateAsync(key, LogFolder.Bytes(value), now.ModRevision, 0, CancellationToken.None),
        };
    }

    private static async Task TellAsync(string value, Task<AppendResult> write)
    {
        try
        {
            AppendResult result = await write;
            Say(result.Succeeded ? string.Create(CultureInfo.InvariantCulture, $"ack {result.Revision} {value}") : $"refused {value}");
        }
        catch (StoreException fault)
        {
            Say(fault.IsOutcomeUnknown ? $"unknown {value}" : $"refused {value}");
        }
    }

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }
}
