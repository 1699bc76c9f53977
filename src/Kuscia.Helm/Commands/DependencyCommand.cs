using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Repositories;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm dependency</c>: lists the dependencies of a chart folder and brings them into <c>charts/</c>.</summary>
internal static class DependencyCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("dependency", "manage a chart's dependencies");
        command.Aliases.Add("dep");
        command.Aliases.Add("dependencies");
        Command list = On(context, "list", "list the dependencies for the given chart", (path, _) =>
        {
            List(context, path);
            return Task.CompletedTask;
        });
        list.Aliases.Add("ls");
        Command update = On(context, "update", "update charts/ based on the contents of Chart.yaml", (path, cancellationToken) =>
            new DependencyUpdate(path, context.Output, context.Clock).UpdateAsync(cancellationToken));
        update.Aliases.Add("up");
        command.Subcommands.Add(list);
        command.Subcommands.Add(update);
        command.Subcommands.Add(On(context, "build", "rebuild the charts/ directory based on the Chart.lock file", (path, cancellationToken) =>
            new DependencyUpdate(path, context.Output, context.Clock).BuildAsync(cancellationToken)));
        return command;
    }

    private static Command On(CommandContext context, string name, string description, Func<string, CancellationToken, Task> action)
    {
        Command command = new(name, description);
        Argument<string[]> argument = new("CHART") { Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(argument);
        context.Run(command, async (result, cancellationToken) =>
        {
            string[] given = CommandContext.Arguments(result, argument, $"dependency {name}", $"dependency {name} CHART", 0, 1);
            await action(given.Length > 0 ? given[0] : ".", cancellationToken);
        });
        return command;
    }

    private static void List(CommandContext context, string path)
    {
        Chart chart = context.LoadChart(path, null);
        if (chart.Metadata.Dependencies is not { Count: > 0 } declared)
        {
            context.Warn($"WARNING: no dependencies at {Path.Combine(path, "charts")}");
            return;
        }

        TextTable table = new();
        table.Add("NAME", "VERSION", "REPOSITORY", "STATUS");
        foreach (ChartDependency dependency in declared)
        {
            table.Add(dependency.Name, dependency.Version, dependency.Repository, Status(chart, path, dependency));
        }

        table.WriteTo(context.Output);
        context.Output.Write('\n');
    }

    private static string Status(Chart chart, string path, ChartDependency dependency)
    {
        Chart? present = chart.Dependencies.FirstOrDefault(child => child.Name == dependency.Name);
        if (present is null)
        {
            return "missing";
        }

        bool unpacked = Directory.Exists(Path.Combine(path, "charts", dependency.Name));
        return VersionConstraint.Allows(dependency.Version, present.Metadata.Version) ? unpacked ? "unpacked" : "ok" : "wrong version";
    }
}
