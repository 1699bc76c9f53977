using System.CommandLine;
using Kuscia.Node.Commands;

namespace Kuscia.Node.Demo;

/// <summary><c>kuscia demo</c>: nodes of two parties on this machine authorise each other and intersect two tables.</summary>
internal static class DemoCommand
{
    private const int MaxRows = 100_000_000;

    public static Command Create()
    {
        Option<int> rows = new("--rows") { Description = "rows of each table", DefaultValueFactory = _ => 10_000 };
        Option<string> mode = new("--mode") { Description = "p2p (two autonomy nodes), center (a master with two lites), cxc (two masters with a lite each), cxp (a master with a lite, and an autonomy node)", DefaultValueFactory = _ => "p2p" };
        Option<bool> keep = new("--keep") { Description = "leave the nodes running until Ctrl-C" };
        Option<bool> json = new("--json") { Description = "print one JSON object: steps with durations, rows, intersection, peak memory" };
        Option<string?> directory = new("--dir") { Description = "folder of the two nodes (default: a new temporary folder, removed at the end)" };
        Command command = new("demo", "Start the nodes of two parties, authorise both ways, run a two-party PSI job and show the result") { mode, rows, keep, json, directory };
        command.SetAction(async (result, cancellationToken) =>
        {
            DemoOptions options = new()
            {
                Mode = ModeOf(result.GetValue(mode) ?? ""),
                Rows = result.GetValue(rows),
                Keep = result.GetValue(keep),
                Json = result.GetValue(json),
                Directory = result.GetValue(directory),
            };
            if (options.Rows is < 10 or > MaxRows)
            {
                throw new CommandException($"--rows: {options.Rows} is not allowed; it must be from 10 to {MaxRows}");
            }

            await using DemoRun run = new(options, Console.Out, TimeProvider.System);
            return await run.RunAsync(cancellationToken);
        });
        return command;
    }

    private static DemoMode ModeOf(string text) => text switch
    {
        "p2p" => DemoMode.P2p,
        "center" => DemoMode.Center,
        "cxc" => DemoMode.Cxc,
        "cxp" => DemoMode.Cxp,
        _ => throw new CommandException($"--mode: '{text}' is not allowed; it must be p2p, center, cxc or cxp"),
    };
}
