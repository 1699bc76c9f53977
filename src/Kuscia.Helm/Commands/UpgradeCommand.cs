using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm upgrade</c>.</summary>
internal static class UpgradeCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("upgrade", "upgrade a release");
        Argument<string[]> argument = new("RELEASE CHART") { Arity = ArgumentArity.ZeroOrMore };
        UpgradeFlags flags = new(context);
        command.Arguments.Add(argument);
        flags.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string[] given = CommandContext.Arguments(result, argument, "upgrade", "upgrade [RELEASE] [CHART]", 2, 2);
            string format = flags.Output.Read(result);
            Chart chart = await flags.Source.LoadInstallableAsync(result, given[1], cancellationToken);
            ValueMap values = context.MergeValues(result, flags.Values);
            if (result.GetValue(flags.Install) && !await IsInstalledAsync(context, result, given[0], cancellationToken))
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

        InstallOptions options = InstallCommand.Options(result, flags.Apply, name) with { Replace = true };
        Release release = await InstallCommand.RunAsync(context, result, chart, values, options, cancellationToken);
        StatusPrinter.Write(context.Output, format, release, everything: result.GetValue(context.Global.Debug));
    }

    // A release that was uninstalled with its history kept counts as missing; its name is taken over.
    private static async Task<bool> IsInstalledAsync(CommandContext context, ParseResult result, string name, CancellationToken cancellationToken)
    {
        bool installed = false;
        await context.WithReleasesAsync(result, async environment =>
        {
            ReleaseStore store = new(environment.Cluster, environment.Namespace, environment.Clock);
            installed = (await store.HistoryAsync(name, cancellationToken)) is [.., var last] && last.Status != ReleaseStatus.Uninstalled;
        });
        return installed;
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
