using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Repositories;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm pull</c>: downloads the archive of a chart.</summary>
internal static class PullCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("pull", "download a chart from a repository");
        command.Aliases.Add("fetch");
        Argument<string[]> argument = new("CHART") { Arity = ArgumentArity.ZeroOrMore };
        ChartSource source = new(context);
        Option<string> destination = new("--destination", "-d") { Description = "location to write the chart", DefaultValueFactory = static _ => "." };
        command.Arguments.Add(argument);
        command.Options.Add(destination);
        source.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string name = CommandContext.Arguments(result, argument, "pull", "pull [CHART]", 1, 1)[0];
            (IndexEntry? entry, byte[] archive) = await source.PullAsync(result, name, cancellationToken);
            using MemoryStream packed = new(archive, writable: false);
            Chart chart = new ChartLoader(warn: context.Warn).LoadArchive(packed);
            if (entry is not null && (chart.Name != name || chart.Metadata.Version != entry.Version))
            {
                throw new HelmException($"the repository gave {chart.Name} {chart.Metadata.Version} instead of {name} {entry.Version}");
            }

            string folder = result.GetValue(destination) is { Length: > 0 } given ? given : ".";
            string path = Path.Combine(folder, Path.GetFileName(ChartPacker.FileName(chart.Metadata)));
            try
            {
                await File.WriteAllBytesAsync(path, archive, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new HelmException($"failed to save {path}: {e.Message}", e);
            }
        });
        return command;
    }
}
