using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm show</c>: prints the parts of a chart as they are.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("show", "show information of a chart");
        command.Aliases.Add("inspect");
        foreach ((string part, string description) in new[]
        {
            ("all", "show all information of the chart"), ("chart", "show the chart's definition"), ("values", "show the chart's values"),
            ("readme", "show the chart's README"), ("crds", "show the chart's CRDs"),
        })
        {
            command.Subcommands.Add(Part(context, part, description));
        }

        return command;
    }

    private static Command Part(CommandContext context, string part, string description)
    {
        Command command = new(part, description);
        Argument<string[]> argument = new("CHART") { Arity = ArgumentArity.ZeroOrMore };
        ChartSource source = new(context);
        command.Arguments.Add(argument);
        source.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string path = CommandContext.Arguments(result, argument, $"show {part}", $"show {part} [CHART]", 1, 1)[0];
            Write(context.Output, await source.LoadAsync(result, path, cancellationToken), part);
        });
        return command;
    }

    private static void Write(TextWriter output, Chart chart, string part)
    {
        bool all = part == "all";
        if (all || part == "chart")
        {
            output.Write(HelmYaml.ToYaml(MetadataObject.ToJson(chart.Metadata)).TrimEnd('\n') + "\n\n");
        }

        if ((all || part == "values") && chart.Raw.FirstOrDefault(file => file.Name == "values.yaml") is { } values)
        {
            output.Write((all ? "---\n" : "") + values.Text + "\n");
        }

        if ((all || part == "readme") && chart.Files.FirstOrDefault(IsReadme) is { } readme)
        {
            output.Write((all ? "---\n" : "") + readme.Text + "\n");
        }

        if (all || part == "crds")
        {
            WriteCrds(output, [.. chart.Crds()], all);
        }
    }

    private static bool IsReadme(ChartFile file) => file.Name.ToLowerInvariant() is "readme.md" or "readme.txt" or "readme";

    private static void WriteCrds(TextWriter output, List<ChartCrd> crds, bool all)
    {
        if (all && crds.Count > 0 && !crds[0].File.Text.StartsWith("---", StringComparison.Ordinal))
        {
            output.Write("---\n");
        }

        foreach (ChartCrd crd in crds)
        {
            output.Write(crd.File.Text + "\n");
        }
    }
}
