using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Templates;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm template</c>: renders a chart without a cluster.</summary>
internal static partial class TemplateCommand
{
    private const string DefaultName = "release-name";

    public static Command Create(CommandContext context)
    {
        var command = new Command("template", "locally render templates");
        var chart = new ChartFlags();
        var values = new ValueFlags();
        var kubeVersion = new Option<string?>("--kube-version") { Description = "Kubernetes version used for Capabilities.KubeVersion" };
        var apiVersions = new Option<string[]>("--api-versions", "-a") { Description = "Kubernetes api versions used for Capabilities.APIVersions" };
        var includeCrds = new Option<bool>("--include-crds") { Description = "include CRDs in the templated output" };
        var showOnly = new Option<string[]>("--show-only", "-s") { Description = "only show manifests rendered from the given templates" };
        var noHooks = new Option<bool>("--no-hooks") { Description = "leave hooks out" };
        var skipTests = new Option<bool>("--skip-tests") { Description = "skip tests from templated output" };
        var isUpgrade = new Option<bool>("--is-upgrade") { Description = "set .Release.IsUpgrade instead of .Release.IsInstall" };
        chart.AddTo(command);
        values.AddTo(command);
        ApplyFlags.Add(command, kubeVersion, apiVersions, includeCrds, showOnly, noHooks, skipTests, isUpgrade);
        context.Run(command, (result, cancellationToken) =>
        {
            Capabilities capabilities = Capabilities(result.GetValue(kubeVersion), result.GetValue(apiVersions) ?? []);
            (string name, Chart loaded) = chart.Read(context, result, "template", DefaultName);
            ValueMap merged = context.MergeValues(result, values);
            var scope = new ReleaseScope(name, context.Namespace(result), 1, result.GetValue(isUpgrade));
            var settings = new RenderSettings { IncludeCrds = result.GetValue(includeCrds) };
            RenderedChart rendered = Render(context, loaded, merged, scope, capabilities, settings, cancellationToken);
            string text = Print(rendered, result.GetValue(noHooks), result.GetValue(skipTests));
            context.Output.Write(result.GetValue(showOnly) is { Length: > 0 } chosen ? Choose(text, chosen) : text);
            return Task.CompletedTask;
        });
        return command;
    }

    private static Capabilities Capabilities(string? kubeVersion, string[] apiVersions)
    {
        Capabilities usual = Charts.Capabilities.Default;
        return new Capabilities(
            string.IsNullOrEmpty(kubeVersion) ? usual.KubeVersion : KubernetesVersion.Parse(kubeVersion),
            [.. usual.ApiVersions, .. apiVersions.SelectMany(list => list.Split(','))]);
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

    private static string Print(RenderedChart rendered, bool noHooks, bool skipTests)
    {
        var text = new StringBuilder(rendered.Manifest.Trim()).Append('\n');
        foreach (ReleaseHook hook in noHooks ? [] : rendered.Hooks)
        {
            if (!skipTests || !hook.Events.Contains(HookEvents.Test))
            {
                text.Append("---\n# Source: ").Append(hook.Path).Append('\n').Append(hook.Manifest).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Choose(string text, string[] wanted)
    {
        (string Name, string Document)[] documents =
        [
            .. ManifestSplitter.Split(text)
                .Select(document => (Source().Match(document).Groups[1].Value, document))
                .Where(entry => entry.Value.Length > 0),
        ];
        var chosen = new StringBuilder();
        foreach (string pattern in wanted.SelectMany(list => list.Split(',')))
        {
            (string Name, string Document)[] matching = [.. documents.Where(document => ShellPattern.Matches(pattern, document.Name))];
            if (matching.Length == 0)
            {
                throw new HelmException($"could not find template {pattern} in chart");
            }

            foreach ((_, string document) in matching)
            {
                chosen.Append("---\n").Append(document).Append('\n');
            }
        }

        return chosen.ToString();
    }

    [GeneratedRegex("# Source: [^/\n]+/(.+)", RegexOptions.NonBacktracking)]
    private static partial Regex Source();
}
