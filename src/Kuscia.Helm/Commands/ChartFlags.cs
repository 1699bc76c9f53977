using System.CommandLine;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Commands;

/// <summary>The arguments <c>[NAME] CHART</c> and the flags that name a release and pick a chart.</summary>
internal sealed class ChartFlags
{
    private readonly Argument<string[]> arguments = new("NAME CHART") { Arity = ArgumentArity.ZeroOrMore, Description = "name of the release, and folder or .tgz file of the chart" };
    private readonly Option<bool> generateName = new("--generate-name", "-g") { Description = "generate the name (and omit the NAME parameter)" };
    private readonly Option<string?> version = new("--version") { Description = "version of the chart; a chart given by path has just one" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(arguments);
        command.Options.Add(generateName);
        command.Options.Add(version);
    }

    /// <summary>Reads name and chart; a fallback name stands in when none is given.</summary>
    public (string Name, Chart Chart) Read(CommandContext context, ParseResult result, string command, string? fallbackName)
    {
        string[] given = CommandContext.Arguments(result, arguments, command, $"{command} [NAME] [CHART]", 1, int.MaxValue);
        bool generates = result.GetValue(generateName);
        if (given.Length > 2)
        {
            throw new HelmException($"expected at most two arguments, unexpected arguments: {string.Join(", ", given.Skip(2))}");
        }

        if (given.Length == 2 && generates)
        {
            throw new HelmException("cannot set --generate-name and also specify a name");
        }

        string name = given.Length == 2 ? given[0] : fallbackName ?? Generated(context, given[0], generates);
        return (name, LoadInstallable(context, given[^1], result.GetValue(version)));
    }

    /// <summary>Loads a chart and checks that it can be installed and has what it depends on.</summary>
    public static Chart LoadInstallable(CommandContext context, string path, string? version)
    {
        Chart chart = context.LoadChart(path, version);
        if (chart.Metadata.Type is not ("" or "application"))
        {
            throw new HelmException($"{chart.Metadata.Type} charts are not installable");
        }

        if (chart.Metadata.Deprecated)
        {
            context.Warn("WARNING: This chart is deprecated");
        }

        string[] missing = [.. (chart.Metadata.Dependencies ?? []).Select(d => d.Name).Except(chart.Dependencies.Select(child => child.Name))];
        return missing.Length == 0 ? chart : throw new HelmException(
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: " +
            $"found in Chart.yaml, but missing in charts/ directory: {string.Join(", ", missing)}");
    }

    public string? ReadVersion(ParseResult result) => result.GetValue(version);

    private static string Generated(CommandContext context, string chart, bool generates)
    {
        if (!generates)
        {
            throw new HelmException("must either provide a name or specify --generate-name");
        }

        string name = ChartPaths.Base(chart);
        int dot = name.IndexOf('.');
        name = name is "." or "" ? "chart" : dot >= 0 ? name[..dot] : name;
        return $"{name}-{context.Clock.GetUtcNow().ToUnixTimeSeconds()}";
    }
}
