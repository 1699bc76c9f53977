using Kuscia.Storage.Tests.Checker;

namespace Kuscia.Storage.Tests;

/// <summary>Several processes on one store under faults, with everything they saw checked; and that the checker can find a fault.</summary>
public sealed class CheckerTests
{
    [Theory]
    [AllStores]
    public async Task Registers_are_linearizable_and_watches_whole_while_processes_and_databases_fail(string store)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(10));
        await using CheckerStore place = await CheckerStore.StartAsync(store);
        await using CheckerRun run = new(place, new CheckerOptions(), static _ => { });

        (IReadOnlyList<string> faults, HistoryCounts counts, _) = await run.RunAsync(limit.Token);

        Assert.Empty(faults);
        Assert.True(counts.Operations > 150 && counts.Lists > 0, counts.ToString());
    }

    [Fact]
    public void A_history_with_an_order_is_linearizable()
    {
        string? fault = Linearizability.Fault(
        [
            Swap("a", null, "1", Ending.Done, 0, 10), Read("b", null, 1, 9), Read("c", "1", 2, 8), Swap("b", "1", "2", Ending.Unknown, 11, long.MaxValue),
            Swap("a", "1", "3", Ending.Refused, 20, 30), Read("c", "2", 25, 35), Swap("d", "2", null, Ending.Done, 40, 50), Swap("e", "9", "8", Ending.Unknown, 41, long.MaxValue),
            Read("c", null, 60, 70),
        ]);

        Assert.Null(fault);
    }

    public static TheoryData<string> Broken => [.. BrokenHistories.Keys];

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_history_without_an_order_is_found(string what) => Assert.NotNull(Linearizability.Fault(BrokenHistories[what]));

    public static TheoryData<string> BrokenWatching => [.. BrokenWatches.Keys];

    [Theory]
    [MemberData(nameof(BrokenWatching))]
    public void A_watch_or_list_that_is_wrong_is_found(string what) => Assert.NotEmpty(BrokenWatches[what]);

    [Fact]
    public void Watches_and_lists_that_are_right_have_no_fault() =>
        Assert.Empty(Faults([Session("p", 0, A1, B2, A3), Session("q", 1, B2, A3)], [List(2, ("a", "1"), ("b", "2")), List(3, ("b", "2"))], (1, "1"), (2, "2"), (3, null)));

    private static readonly Seen A1 = new(1, "a", "1", 0);
    private static readonly Seen B2 = new(2, "b", "2", 0);
    private static readonly Seen A3 = new(3, "a", null, 1);

    private static readonly Dictionary<string, Operation[]> BrokenHistories = new()
    {
        ["a read of what was replaced before it began"] = [Swap("a", null, "1", Ending.Done, 0, 1), Swap("a", "1", "2", Ending.Done, 2, 3), Read("b", "1", 4, 5)],
        ["an acknowledged write that is lost"] = [Swap("a", null, "1", Ending.Done, 0, 1), Read("b", null, 2, 3)],
        ["two swaps of the same value"] = [Swap("a", null, "1", Ending.Done, 0, 1), Swap("b", "1", "2", Ending.Done, 2, 9), Swap("c", "1", "3", Ending.Done, 3, 8)],
        ["a refusal without an obstacle"] = [Swap("a", null, "1", Ending.Done, 0, 1), Swap("b", "1", "2", Ending.Refused, 2, 3)],
        ["reads that go back in time"] = [Swap("a", null, "1", Ending.Done, 0, 20), Read("b", "1", 1, 2), Read("c", null, 3, 4)],
        ["an unknown write seen and unseen"] = [Swap("a", null, "1", Ending.Unknown, 0, long.MaxValue), Read("b", "1", 1, 2), Read("b", null, 3, 4)],
    };

    private static readonly Dictionary<string, IReadOnlyList<string>> BrokenWatches = new()
    {
        ["a gap"] = Faults([Session("p", 0, A1, A3), Session("q", 0, A1, B2, A3)], []),
        ["an event twice"] = Faults([Session("p", 0, A1, A1, B2)], []),
        ["another order"] = Faults([Session("p", 0, B2, A1)], []),
        ["another event at a revision"] = Faults([Session("p", 0, A1), Session("q", 0, A1 with { Value = "9" })], []),
        ["an acknowledged write that nobody saw"] = Faults([Session("p", 0, A1)], [], (1, "1"), (2, "2")),
        ["a refused write that came although"] = WatchCheck.Faults([Session("p", 0, A1)], [], [], new HashSet<string> { "1" }),
        ["a broken chain"] = Faults([Session("p", 0, A1, B2, A3 with { Previous = 2 })], []),
        ["a list that lacks a key"] = Faults([Session("p", 0, A1, B2)], [List(2, ("a", "1"))]),
        ["a list of the future"] = Faults([Session("p", 0, A1, B2)], [List(1, ("a", "1"), ("b", "2"))]),
    };

    private static IReadOnlyList<string> Faults(IReadOnlyList<WatchSession> sessions, IReadOnlyList<ListSeen> lists, params (long Revision, string? Value)[] acknowledged) =>
        WatchCheck.Faults(sessions, lists, acknowledged, new HashSet<string>());

    private static WatchSession Session(string instance, long from, params Seen[] events)
    {
        WatchSession session = new(instance, from);
        session.Events.AddRange(events);
        return session;
    }

    private static ListSeen List(long revision, params (string Key, string Value)[] values) => new("p", revision, "", values.ToDictionary(v => v.Key, v => v.Value));

    private static Operation Read(string client, string? value, long call, long end) => new(client, true, null, value, Ending.Done, call, end);

    private static Operation Swap(string client, string? expected, string? value, Ending ending, long call, long end) => new(client, false, expected, value, ending, call, end);
}
