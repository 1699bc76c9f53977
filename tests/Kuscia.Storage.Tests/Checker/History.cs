using System.Globalization;

namespace Kuscia.Storage.Tests.Checker;

/// <summary>
/// What all processes printed, in a form that can be checked. Operations on registers that nobody uses any more are checked and let go while the run goes on. Thread-safe.
/// </summary>
internal sealed class History
{
    // Longer than a process is stopped and a write is in doubt.
    private static readonly long SettledTicks = 120 * TimeProvider.System.TimestampFrequency;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Instance, string Id), (string[] Call, long At)> _open = [];
    private readonly Dictionary<string, List<Operation>> _registers = [];
    private readonly List<WatchSession> _sessions = [];
    private readonly Dictionary<string, WatchSession> _watching = [];
    private readonly List<ListSeen> _lists = [];
    private readonly List<(long Revision, string? Value)> _acknowledged = [];
    private readonly HashSet<string> _never = [];
    private readonly List<string> _faults = [];

    /// <summary>Operations checked, and what else was seen.</summary>
    public HistoryCounts Counts { get; private set; } = new();

    /// <summary>The last revision that an instance's watcher printed, or where it began.</summary>
    public long WatchedBy(string instance, long otherwise)
    {
        lock (_gate)
        {
            return _watching.TryGetValue(instance, out WatchSession? session) ? session.Events.Count > 0 ? session.Events[^1].Revision : session.From : otherwise;
        }
    }

    /// <summary>Takes a line.</summary>
    public void Take(string instance, string line)
    {
        string[] words = line.Split(' ');
        lock (_gate)
        {
            switch (words[0])
            {
                case "call":
                    _open[(instance, words[1])] = (words, Number(words[2]));
                    break;
                case "return":
                    if (_open.Remove((instance, words[1]), out (string[] Call, long At) call))
                    {
                        Answer(call.Call, call.At, words);
                    }

                    break;
                case "watch":
                    WatchSession session = new(instance, Number(words[1]));
                    _watching[instance] = session;
                    _sessions.Add(session);
                    break;
                case "event":
                    _watching[instance].Events.Add(new Seen(Number(words[1]), words[2], Value(words[3]), Number(words[4])));
                    Counts = Counts with { Events = Counts.Events + 1 };
                    break;
                case "cut":
                    Counts = Counts with { Cuts = Counts.Cuts + 1 };
                    break;
                case "list":
                    Dictionary<string, string> values = words.Skip(3).Where(w => w.Length > 0).Select(w => w.Split('=')).ToDictionary(w => w[0], w => w[1]);
                    _lists.Add(new ListSeen(instance, Number(words[1]), words[2], values));
                    Counts = Counts with { Lists = Counts.Lists + 1 };
                    break;
            }
        }
    }

    /// <summary>What an instance that is dead left open will never be answered.</summary>
    public void Died(string instance)
    {
        lock (_gate)
        {
            foreach ((string, string) key in _open.Keys.Where(k => k.Instance == instance).ToList())
            {
                (string[] call, long at) = _open[key];
                _open.Remove(key);
                Unanswered(call, at);
            }
        }
    }

    /// <summary>Checks registers that nobody uses any more.</summary>
    public void CheckSettled() => Check(TimeProvider.System.GetTimestamp() - SettledTicks);

    /// <summary>Checks everything; the faults found.</summary>
    public IReadOnlyList<string> Finish(ListSeen last)
    {
        lock (_gate)
        {
            foreach (string instance in _open.Keys.Select(k => k.Instance).Distinct().ToList())
            {
                Died(instance);
            }

            Check(long.MaxValue);
            _lists.Add(last);
            _faults.AddRange(WatchCheck.Faults(_sessions, _lists, _acknowledged, _never));
            return _faults;
        }
    }

    private void Check(long before)
    {
        List<(string Key, List<Operation> Operations)> settled = [];
        lock (_gate)
        {
            HashSet<string> open = [.. _open.Values.Select(o => o.Call[4])];
            foreach ((string key, List<Operation> operations) in _registers.Where(r => r.Value[^1].Call < before && !open.Contains(r.Key)).ToList())
            {
                _registers.Remove(key);
                settled.Add((key, operations));
                Counts = Counts with { Operations = Counts.Operations + operations.Count, Registers = Counts.Registers + 1 };
            }
        }

        foreach ((string key, List<Operation> operations) in settled)
        {
            if (Linearizability.Fault(operations) is { } fault)
            {
                lock (_gate)
                {
                    _faults.Add($"{key} is not linearizable: {fault}");
                }
            }
        }
    }

    private void Answer(string[] call, long at, string[] answer)
    {
        string key = call[4];
        bool isRead = call[5] == "read";
        string? expected = isRead ? null : Value(call[6]);
        string? value = isRead ? null : Value(call[7]);
        long end = Number(answer[2]);
        switch (answer[3])
        {
            case "saw":
                Add(key, new Operation(call[3], true, null, Value(answer[4]), Ending.Done, at, end));
                break;
            case "done":
                _acknowledged.Add((Number(answer[4]), value));
                Counts = Counts with { Acknowledged = Counts.Acknowledged + 1 };
                Add(key, new Operation(call[3], false, expected, value, Ending.Done, at, end));
                break;
            case "refused":
                Never(value);
                Add(key, new Operation(call[3], false, expected, value, Ending.Refused, at, end));
                break;
            case "failed":
                Never(value);
                Counts = Counts with { Failed = Counts.Failed + 1 };
                break;
            default:
                Unanswered(call, at);
                break;
        }
    }

    private void Unanswered(string[] call, long at)
    {
        if (call[5] != "read")
        {
            Counts = Counts with { Unknown = Counts.Unknown + 1 };
            Add(call[4], new Operation(call[3], false, Value(call[6]), Value(call[7]), Ending.Unknown, at, long.MaxValue));
        }
    }

    private void Never(string? value)
    {
        if (value is not null)
        {
            _never.Add(value);
        }
    }

    private void Add(string key, Operation operation)
    {
        if (!_registers.TryGetValue(key, out List<Operation>? operations))
        {
            _registers[key] = operations = [];
        }

        operations.Add(operation);
    }

    private static string? Value(string text) => text == "-" ? null : text;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What a history holds.</summary>
internal sealed record HistoryCounts
{
    public long Registers { get; init; }

    public long Operations { get; init; }

    public long Acknowledged { get; init; }

    public long Failed { get; init; }

    public long Unknown { get; init; }

    public long Events { get; init; }

    public long Lists { get; init; }

    public long Cuts { get; init; }
}
