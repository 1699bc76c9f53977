using System.Globalization;

namespace Kuscia.Storage.Tests.Checker;

/// <summary>The long run as a command: <c>checker --minutes N --store sqlite|mariadb|postgres</c>. Exit code 1 when something is wrong.</summary>
internal static class CheckerCommand
{
    private const int Shown = 20;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ["--minutes", string minutes, "--store", string kind] || !double.TryParse(minutes, CultureInfo.InvariantCulture, out double length))
        {
            await Console.Error.WriteLineAsync("usage: bench/checker/run --minutes N --store sqlite|mariadb|postgres");
            return 2;
        }

        CheckerOptions options = new() { Length = TimeSpan.FromMinutes(length), Stop = TimeSpan.FromSeconds(20), Writes = 500 };
        await using CheckerStore store = await CheckerStore.StartAsync(kind);
        await using CheckerRun run = new(store, options, Console.Out.WriteLine);
        (IReadOnlyList<string> faults, HistoryCounts counts, int rounds) = await run.RunAsync(CancellationToken.None);
        string faulty = store.HasServer ? "kill -9, stop of 20 s, connections cut, database killed" : "kill -9, stop of 20 s";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: {minutes} minutes, {options.Instances} processes, {rounds} rounds of {faulty}: {counts.Operations} operations on {counts.Registers} registers checked for linearizability, "
            + $"{counts.Acknowledged} writes acknowledged, {counts.Failed} failed, {counts.Unknown} of unknown outcome; {counts.Events} events and {counts.Lists} lists compared, "
            + $"{counts.Cuts} watches told to list again; {faults.Count} faults"));
        foreach (string fault in faults.Take(Shown))
        {
            Console.WriteLine(fault);
        }

        return faults.Count == 0 ? 0 : 1;
    }
}
