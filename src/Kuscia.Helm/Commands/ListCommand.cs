using System.CommandLine;
using System.Globalization;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Functions.GoRegex;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("list", "list releases");
        command.Aliases.Add("ls");
        ListFlags flags = new();
        flags.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string format = flags.Output.Read(result);
            await context.WithReleasesAsync(result, async environment =>
            {
                string? ns = result.GetValue(flags.AllNamespaces) ? null : environment.Namespace;
                ReleaseStore store = new(environment.Cluster, ns, environment.Clock);
                IReadOnlyList<Release> releases = Choose(await store.ListAsync(result.GetValue(flags.Selector), cancellationToken), result, flags);
                Write(context.Output, releases, format, result.GetValue(flags.Short), result.GetValue(flags.NoHeaders));
            });
        });
        return command;
    }

    private static IReadOnlyList<Release> Choose(IReadOnlyList<Release> all, ParseResult result, ListFlags flags)
    {
        HashSet<string>? states = flags.States(result);
        IEnumerable<Release> chosen = all;
        if (result.GetValue(flags.Filter) is { Length: > 0 } filter)
        {
            GoRegexp expression = Expression(filter);
            chosen = chosen.Where(release => expression.IsMatch(release.Name));
        }

        // Superseded revisions are never the latest; asked for alone, all of them are meant.
        if (states is not { Count: 1 } || !states.Contains(ReleaseStatus.Superseded))
        {
            chosen = chosen
                .GroupBy(release => (release.Namespace, release.Name))
                .Select(group => group.MaxBy(release => release.Version)!); // not null: a group has members
        }

        chosen = chosen.Where(release => states is null || states.Contains(release.Status));
        return [.. flags.Sort(result, chosen).Skip(result.GetValue(flags.Offset)).Take(result.GetValue(flags.Max) is > 0 and int max ? max : int.MaxValue)];
    }

    private static GoRegexp Expression(string filter)
    {
        try
        {
            return GoRegexp.Compile(filter);
        }
        catch (FunctionException e)
        {
            throw new HelmException(e.Message, e);
        }
    }

    private static void Write(TextWriter output, IReadOnlyList<Release> releases, string format, bool brief, bool noHeaders)
    {
        if (brief)
        {
            WriteNames(output, releases, format);
            return;
        }

        if (format == "table")
        {
            TextTable table = new();
            if (!noHeaders)
            {
                table.Add("NAME", "NAMESPACE", "REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION");
            }

            foreach (Release release in releases)
            {
                table.Add([.. Row(release).Select(member => (string)member.Value!)]); // not null: rows hold texts
            }

            table.WriteTo(output);
            return;
        }

        ObjectPrinter.Write(output, format, releases.Select(Row));
    }

    private static void WriteNames(TextWriter output, IReadOnlyList<Release> releases, string format)
    {
        if (format != "table")
        {
            ObjectPrinter.Write(output, format, (object?)releases.Select(release => release.Name).ToList<object?>());
            return;
        }

        foreach (Release release in releases)
        {
            output.Write(release.Name + "\n");
        }
    }

    private static KeyValuePair<string, object?>[] Row(Release release) =>
    [
        new("name", release.Name),
        new("namespace", release.Namespace),
        new("revision", release.Version.ToString(CultureInfo.InvariantCulture)),
        new("updated", release.LastDeployed is { } time ? GoTime.Long(time) : "-"),
        new("status", release.Status),
        new("chart", ReleaseRow.Chart(release)),
        new("app_version", ReleaseRow.AppVersion(release)),
    ];
}
