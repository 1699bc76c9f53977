using System.CommandLine;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm install</c>.</summary>
internal static class InstallCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("install", "install a chart");
        ChartFlags chart = new(context);
        ValueFlags values = new();
        ApplyFlags apply = new();
        OutputFlag output = new();
        Option<bool> replace = new("--replace") { Description = "re-use the name of a deleted release" };
        chart.AddTo(command);
        values.AddTo(command);
        output.AddTo(command);
        ApplyFlags.Add(
            command, apply.DryRun, apply.DryRunOnServer, apply.NoDryRun, apply.NoHooks, apply.Wait, apply.WaitForJobs, apply.Timeout, apply.Atomic, apply.Description,
            apply.CreateNamespace, apply.SkipCrds, apply.SubchartNotes, replace);
        context.Run(command, async (result, cancellationToken) =>
        {
            string format = output.Read(result);
            Release release = await Failing("INSTALLATION FAILED", async () =>
            {
                (string name, Chart loaded) = await chart.ReadAsync(result, "install", fallbackName: null, cancellationToken);
                ValueMap merged = context.MergeValues(result, values);
                InstallOptions options = Options(result, apply, name) with { Replace = result.GetValue(replace) };
                return await RunAsync(context, result, loaded, merged, options, cancellationToken);
            });
            StatusPrinter.Write(context.Output, format, release, everything: result.GetValue(context.Global.Debug));
        });
        return command;
    }

    public static async Task<Release> RunAsync(
        CommandContext context, ParseResult result, Chart chart, ValueMap values, InstallOptions options, CancellationToken cancellationToken)
    {
        Release? installed = null;
        await context.WithReleasesAsync(result, async environment =>
            installed = await new InstallAction(environment).RunAsync(chart, values, options, cancellationToken));
        return installed!; // not null: the action returned, else it had thrown
    }

    public static InstallOptions Options(ParseResult result, ApplyFlags flags, string name) => new()
    {
        Name = name,
        DryRun = flags.IsDryRun(result),
        DryRunLooksUp = result.GetValue(flags.DryRunOnServer),
        SubchartNotes = result.GetValue(flags.SubchartNotes),
        NoHooks = result.GetValue(flags.NoHooks),
        Wait = result.GetValue(flags.Wait),
        WaitForJobs = result.GetValue(flags.WaitForJobs),
        Timeout = flags.ReadTimeout(result),
        Atomic = result.GetValue(flags.Atomic),
        Description = result.GetValue(flags.Description),
        CreateNamespace = result.GetValue(flags.CreateNamespace),
        SkipCrds = result.GetValue(flags.SkipCrds),
    };

    public static async Task<Release> Failing(string prefix, Func<Task<Release>> action)
    {
        try
        {
            return await action();
        }
        catch (HelmException e) when (!e.Message.StartsWith("\"helm ", StringComparison.Ordinal))
        {
            throw new HelmException($"{prefix}: {e.Message}", e);
        }
    }
}
