using System.CommandLine;
using Kuscia.Node.Commands;

namespace Kuscia.Node.Demo;

/// <summary><c>kuscia demo</c>: two nodes on this machine authorise each other and intersect two tables.</summary>
internal static class DemoCommand
{
    private const int MaxRows = 100_000_000;

    public static Command Create()
    {
        Option<int> rows = new("--rows") { Description = "rows of each table", DefaultValueFactory = _ => 10_000 };
        Option<bool> keep = new("--keep") { Description = "leave the nodes running until Ctrl-C" };
        Option<bool> json = new("--json") { Description = "print one JSON object: steps with durations, rows, intersection, peak memory" };
        Option<string?> directory = new("--dir") { Description = "folder of the two nodes (default: a new temporary folder, removed at the end)" };
        Command command = new("demo", "Start two nodes, authorise both ways, run a two-party PSI job and show the result") { rows, keep, json, directory };
        command.SetAction(async (result, cancellationToken) =>
        {
            DemoOptions options = new()
            {
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
}
