using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Repositories;
using Kuscia.Helm.Versions;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm package</c>: packs a chart folder into an archive.</summary>
internal static class PackageCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("package", "package a chart directory into a chart archive");
        Argument<string[]> argument = new("CHART_PATH") { Arity = ArgumentArity.ZeroOrMore };
        Option<string> destination = new("--destination", "-d") { Description = "location to write the chart", DefaultValueFactory = static _ => "." };
        Option<string?> version = new("--version") { Description = "set the version on the chart to this semver version" };
        Option<string?> appVersion = new("--app-version") { Description = "set the appVersion on the chart to this version" };
        Option<bool> update = new("--dependency-update", "-u") { Description = "update dependencies from \"Chart.yaml\" to dir \"charts/\" before packaging" };
        command.Arguments.Add(argument);
        ApplyFlags.Add(command, destination, version, appVersion, update);
        context.Run(command, async (result, cancellationToken) =>
        {
            foreach (string path in CommandContext.Arguments(result, argument, "package", "package [CHART_PATH] [...]", 1, int.MaxValue))
            {
                if (result.GetValue(update))
                {
                    await new DependencyUpdate(path, context.Output, context.Clock).UpdateAsync(cancellationToken);
                }

                Chart chart = Described(context.LoadChart(path, null), result.GetValue(version), result.GetValue(appVersion));
                ChartSource.RequireDependencies(chart);
                string saved = ChartPacker.Save(chart, result.GetValue(destination) ?? ".", context.Clock.GetUtcNow());
                context.Output.Write($"Successfully packaged chart and saved it to: {saved}\n");
            }
        });
        return command;
    }

    private static Chart Described(Chart chart, string? version, string? appVersion)
    {
        if (version is null && appVersion is null)
        {
            return chart;
        }

        if (version is not null && !SemanticVersion.TryParse(version, out _, out string fault))
        {
            throw new HelmException($"{fault}: \"{version}\" is not a version of a chart");
        }

        Chart described = new()
        {
            Metadata = chart.Metadata with { Version = version ?? chart.Metadata.Version, AppVersion = appVersion ?? chart.Metadata.AppVersion },
            Raw = chart.Raw,
        };
        described.SetDependencies(chart.Dependencies);
        return described;
    }
}
