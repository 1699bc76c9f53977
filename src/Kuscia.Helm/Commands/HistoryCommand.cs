using System.CommandLine;
using System.Globalization;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("history", "fetch release history");
        command.Aliases.Add("hist");
        Argument<string[]> argument = new("RELEASE_NAME") { Arity = ArgumentArity.ZeroOrMore };
        Option<int> max = new("--max") { Description = "maximum number of revisions", DefaultValueFactory = static _ => 256 };
        OutputFlag output = new();
        command.Arguments.Add(argument);
        command.Options.Add(max);
        output.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string name = CommandContext.Arguments(result, argument, "history", "history RELEASE_NAME", 1, 1)[0];
            string format = output.Read(result);
            await context.WithReleasesAsync(result, async environment =>
            {
                ReleaseStore store = new(environment.Cluster, environment.Namespace, environment.Clock);
                IReadOnlyList<Release> history = await store.HistoryAsync(name, cancellationToken);
                if (history.Count == 0)
                {
                    throw new HelmException("release: not found");
                }

                Write(context.Output, [.. history.TakeLast(result.GetValue(max))], format);
            });
        });
        return command;
    }

    private static void Write(TextWriter output, IReadOnlyList<Release> history, string format)
    {
        if (format != "table")
        {
            ObjectPrinter.Write(output, format, history.Select(Row));
            return;
        }

        TextTable table = new();
        table.Add("REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION");
        foreach (Release release in history)
        {
            table.Add(
                release.Version.ToString(CultureInfo.InvariantCulture),
                release.LastDeployed is { } time ? GoTime.Ansi(time) : "",
                release.Status,
                ReleaseRow.Chart(release),
                ReleaseRow.AppVersion(release),
                release.Description);
        }

        table.WriteTo(output);
    }

    private static KeyValuePair<string, object?>[] Row(Release release) =>
    [
        new("revision", (long)release.Version),
        new("updated", GoTime.Json(release.LastDeployed)),
        new("status", release.Status),
        new("chart", ReleaseRow.Chart(release)),
        new("app_version", ReleaseRow.AppVersion(release)),
        new("description", release.Description),
    ];
}
