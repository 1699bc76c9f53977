using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests.Checker;

/// <summary>
/// The process that <see cref="CheckerRun"/> starts, kills and stops: clients that read and swap registers, a watcher and a lister on one store. It prints each call before
/// it is made and each answer after it came, with the machine's monotonic clock, which all processes share. Registers change with time, so histories stay short.
/// </summary>
internal sealed class RegisterInstance(RevisionLog log, string name, TimeSpan pause)
{
    public const string Prefix = "/registry/check/";

    /// <summary>Seconds after which clients go on to new registers.</summary>
    public const int SlotSeconds = 2;

    private const int Clients = 3;
    private const int Registers = 3;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ListPause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();
    private int _operations;

    /// <param name="arguments">Store, name, revision to watch from, pause of a client between two operations in milliseconds.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RevisionLogOptions options = LogFolder.OptionsOf(arguments[0]) with { CompactionBatch = 50 };
        await using RevisionLog log = await OpenAsync(options);
        RegisterInstance instance = new(log, arguments[1], TimeSpan.FromMilliseconds(int.Parse(arguments[3], CultureInfo.InvariantCulture)));
        await instance.RunAsync(long.Parse(arguments[2], CultureInfo.InvariantCulture));
        return 0;
    }

    // The database may be away at the moment.
    private static async Task<RevisionLog> OpenAsync(RevisionLogOptions options)
    {
        while (true)
        {
            try
            {
                return await LogFolder.OpenAsync(options);
            }
            catch (StoreException)
            {
                await Task.Delay(Retry, TimeProvider.System);
            }
        }
    }

    private async Task RunAsync(long from)
    {
        Say($"ready");
        Task watching = WatchAsync(from);
        Task[] working = [ListAsync(), .. Enumerable.Range(0, Clients).Select(ClientAsync)];

        // "end" lets the clients finish; the end of the input is the end of the process that started this one.
        string? line = await Console.In.ReadLineAsync();
        await _end.CancelAsync();
        if (line is not null)
        {
            await Task.WhenAll(working);
            Say($"ended");
            await Console.In.ReadLineAsync();
        }

        _ = watching;
    }

    private async Task WatchAsync(long from)
    {
        while (true)
        {
            try
            {
                Say($"watch {from}");
                using LogWatch watch = log.Watch(Prefix, from);
                await foreach (LogEvent change in watch.ReadAllAsync(CancellationToken.None))
                {
                    string value = change.Type == LogEventType.Deleted ? "-" : LogFolder.Text(change.Entry.Value);
                    Say($"event {change.Revision} {change.Entry.Key} {value} {change.PreviousRevision}");
                    from = change.Revision;
                }
            }
            catch (Exception cut) when (cut is CompactedException or WatchOverflowException)
            {
                from = log.CurrentRevision;
                Say($"cut");
            }
            catch (StoreException)
            {
                await Task.Delay(Retry, TimeProvider.System);
            }
        }
    }

    private async Task ListAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(ListPause, TimeProvider.System);
            try
            {
                string prefix = $"{Prefix}{Slot()}/";
                LogPage page = await log.ListAsync(new LogQuery(prefix), CancellationToken.None);
                Say($"list {page.Revision} {prefix} {string.Join(' ', page.Entries.Select(e => $"{e.Key}={LogFolder.Text(e.Value)}"))}");
            }
            catch (StoreException)
            {
                // Reads of a database that is away fail.
            }
        }
    }

    private async Task ClientAsync(int client)
    {
        Random random = new(client + name.GetHashCode(StringComparison.Ordinal));
        for (int i = 0; !_end.IsCancellationRequested; i++)
        {
            await Task.Delay(pause, TimeProvider.System);
            string key = $"{Prefix}{Slot()}/{random.Next(Registers)}";
            try
            {
                LogEntry? held = await ReadAsync(client, key);
                if (random.Next(10) < 6)
                {
                    bool deletes = held is not null && random.Next(6) == 0;
                    await SwapAsync(client, key, held, deletes ? null : $"{name}.{client}.{i}");
                }
            }
            catch (StoreException)
            {
                // It was told.
            }
        }
    }

    private async Task<LogEntry?> ReadAsync(int client, string key)
    {
        int id = Call($"{name}.{client} {key} read");
        LogEntry? held = await log.GetAsync(key, CancellationToken.None);
        Return(id, $"saw {Text(held)}");
        return held;
    }

    private async Task SwapAsync(int client, string key, LogEntry? held, string? value)
    {
        int id = Call($"{name}.{client} {key} swap {Text(held)} {value ?? "-"}");
        try
        {
            Task<AppendResult> writing = (held, value) switch
            {
                (null, _) => log.CreateAsync(key, LogFolder.Bytes(value!), 0, CancellationToken.None), // not null: only what is there is deleted
                (_, null) => log.DeleteAsync(key, held.ModRevision, CancellationToken.None),
                _ => log.UpdateAsync(key, LogFolder.Bytes(value), held.ModRevision, 0, CancellationToken.None),
            };
            AppendResult result = await writing;
            Return(id, result.Succeeded ? $"done {result.Revision}" : "refused");
        }
        catch (StoreException fault)
        {
            Return(id, fault.IsOutcomeUnknown ? "unknown" : "failed");
            throw;
        }
    }

    private static string Text(LogEntry? entry) => entry is null ? "-" : LogFolder.Text(entry.Value);

    private static long Slot() => TimeProvider.System.GetTimestamp() / TimeProvider.System.TimestampFrequency / SlotSeconds;

    private int Call(string what)
    {
        int id = Interlocked.Increment(ref _operations);
        Say($"call {id} {TimeProvider.System.GetTimestamp()} {what}");
        return id;
    }

    private static void Return(int id, string what) => Say($"return {id} {TimeProvider.System.GetTimestamp()} {what}");

    private static void Say(FormattableString words)
    {
        string line = words.ToString(CultureInfo.InvariantCulture);
        lock (Console.Out)
        {
            Console.Out.Write(line + "\n");
            Console.Out.Flush();
        }
    }
}
