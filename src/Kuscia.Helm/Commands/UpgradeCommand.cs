using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm upgrade</c>.</summary>
internal static class UpgradeCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("upgrade", "upgrade a release");
        var argument = new Argument<string[]>("RELEASE CHART") { Arity = ArgumentArity.ZeroOrMore };
        var flags = new UpgradeFlags(context);
        command.Arguments.Add(argument);
        flags.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string[] given = CommandContext.Arguments(result, argument, "upgrade", "upgrade [RELEASE] [CHART]", 2, 2);
            string format = flags.Output.Read(result);
            Chart chart = ChartFlags.LoadInstallable(context, given[1], result.GetValue(flags.Version));
            ValueMap values = context.MergeValues(result, flags.Values);
            if (result.GetValue(flags.Install) && !await ExistsAsync(context, result, given[0], cancellationToken))
            {
                await InstallAsync(context, result, flags, given[0], chart, values, format, cancellationToken);
                return;
            }

            Release release = await InstallCommand.Failing(
                "UPGRADE FAILED", () => RunAsync(context, result, chart, values, flags.Read(result, given[0]), cancellationToken));
            if (format == "table")
            {
                context.Output.Write($"Release \"{given[0]}\" has been upgraded. Happy Helming!\n");
            }

            StatusPrinter.Write(context.Output, format, release, everything: result.GetValue(context.Global.Debug));
        });
        return command;
    }

    private static async Task InstallAsync(
        CommandContext context,
        ParseResult result,
        UpgradeFlags flags,
        string name,
        Chart chart,
        ValueMap values,
        string format,
        CancellationToken cancellationToken)
    {
        if (format == "table")
        {
            context.Output.Write($"Release \"{name}\" does not exist. Installing it now.\n");
        }

        InstallOptions options = InstallCommand.Options(result, flags.Apply, name);
        Release release = await InstallCommand.RunAsync(context, result, chart, values, options, cancellationToken);
        StatusPrinter.Write(context.Output, format, release, everything: result.GetValue(context.Global.Debug));
    }

    private static async Task<bool> ExistsAsync(CommandContext context, ParseResult result, string name, CancellationToken cancellationToken)
    {
        bool exists = false;
        await context.WithReleasesAsync(result, async environment =>
        {
            var store = new ReleaseStore(environment.Cluster, environment.Namespace, environment.Clock);
            exists = (await store.HistoryAsync(name, cancellationToken)).Count > 0;
        });
        return exists;
    }

    private static async Task<Release> RunAsync(
        CommandContext context, ParseResult result, Chart chart, ValueMap values, UpgradeOptions options, CancellationToken cancellationToken)
    {
        Release? upgraded = null;
        await context.WithReleasesAsync(result, async environment =>
            upgraded = await new UpgradeAction(environment).RunAsync(chart, values, options, cancellationToken));
        return upgraded!; // not null: the action returned, else it had thrown
    }
}
