using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm template</c>: renders a chart, without a cluster unless asked to validate against one.</summary>
internal static class TemplateCommand
{
    private const string DefaultName = "release-name";

    public static Command Create(CommandContext context)
    {
        Command command = new("template", "locally render templates");
        ChartFlags chart = new(context);
        ValueFlags values = new();
        TemplateFlags flags = new();
        chart.AddTo(command);
        values.AddTo(command);
        flags.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            Capabilities capabilities = flags.Capabilities(result);
            (string name, Chart loaded) = await chart.ReadAsync(result, "template", DefaultName, cancellationToken);
            ValueMap merged = context.MergeValues(result, values);
            TemplateOutput output = new(flags.NoHooks(result), flags.SkipTests(result));
            if (flags.Validates(result))
            {
                Release release = await ValidateAsync(context, result, loaded, merged, name, cancellationToken);
                output.Add(release.Manifest, release.Hooks);
            }
            else
            {
                ReleaseScope scope = new(name, context.Namespace(result), 1, flags.IsUpgrade(result));
                RenderSettings settings = new() { IncludeCrds = flags.IncludesCrds(result) };
                RenderedChart rendered = Render(context, loaded, merged, scope, capabilities, settings, cancellationToken);
                output.Add(rendered.Manifest, rendered.Hooks);
            }

            output.Write(context.Output, flags.ShowOnly(result), flags.Folder(result, name));
        });
        return command;
    }

    // What an install would be told by the cluster, without installing.
    private static async Task<Release> ValidateAsync(
        CommandContext context, ParseResult result, Chart chart, ValueMap values, string name, CancellationToken cancellationToken)
    {
        Release? release = null;
        await context.WithReleasesAsync(result, async environment => release = await new InstallAction(environment)
            .RunAsync(chart, values, new InstallOptions { Name = name, DryRun = true, DryRunLooksUp = true }, cancellationToken));
        return release!; // not null: the action returned, else it had thrown
    }

    private static RenderedChart Render(
        CommandContext context,
        Chart chart,
        ValueMap values,
        ReleaseScope scope,
        Capabilities capabilities,
        RenderSettings settings,
        CancellationToken cancellationToken)
    {
        try
        {
            if (ReleaseNames.Fault(scope.Name) is { } fault)
            {
                throw new HelmException($"release name \"{scope.Name}\": {fault}");
            }

            return new ChartRenderer(context.Warn).Render(chart, values, scope, capabilities, settings, cancellationToken);
        }
        catch (HelmException e) when (e.DuringRendering)
        {
            throw new HelmException($"{e.Message}\n\nUse --debug flag to render out invalid YAML", e);
        }
    }
}
