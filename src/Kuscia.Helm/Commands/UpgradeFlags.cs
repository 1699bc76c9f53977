using System.CommandLine;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary>The flags of <c>helm upgrade</c>.</summary>
internal sealed class UpgradeFlags(CommandContext context)
{
    private readonly Option<bool> _reuseValues = new("--reuse-values") { Description = "reuse the last release's values and merge in any overrides" };
    private readonly Option<bool> _resetValues = new("--reset-values") { Description = "reset the values to the ones built into the chart" };
    private readonly Option<bool> _resetThenReuseValues = new("--reset-then-reuse-values")
    {
        Description = "reset the values to the ones built into the chart, apply the last release's values and merge in any overrides",
    };

    private readonly Option<int> _historyMax = new("--history-max")
    {
        Description = "limit the maximum number of revisions saved per release. Use 0 for no limit",
        DefaultValueFactory = _ => context.DefaultHistory,
    };

    public ApplyFlags Apply { get; } = new();

    public ValueFlags Values { get; } = new();

    public OutputFlag Output { get; } = new();

    public Option<bool> Install { get; } = new("--install", "-i") { Description = "if a release by this name doesn't already exist, run an install" };

    public ChartSource Source { get; } = new(context);

    public void AddTo(Command command)
    {
        Values.AddTo(command);
        Output.AddTo(command);
        ApplyFlags.Add(
            command, Apply.DryRun, Apply.DryRunOnServer, Apply.NoDryRun, Apply.DryRunOnServer, Apply.NoDryRun, Apply.DryRunOnServer, Apply.NoDryRun, Apply.DryRunOnServer, Apply.NoDryRun, Apply.NoHooks, Apply.Wait, Apply.WaitForJobs, Apply.Timeout, Apply.Atomic, Apply.Description,
            Apply.CreateNamespace, Apply.SkipCrds, Apply.Force, Apply.CleanupOnFail, Apply.SubchartNotes, Install, _reuseValues, _resetValues,
            _resetThenReuseValues, _historyMax);
        Source.AddTo(command);
    }

    public UpgradeOptions Read(ParseResult result, string name) => new()
    {
        Name = name,
        DryRun = Apply.IsDryRun(result),
        DryRunLooksUp = result.GetValue(Apply.DryRunOnServer),
        SubchartNotes = result.GetValue(Apply.SubchartNotes),
        NoHooks = result.GetValue(Apply.NoHooks),
        ReuseValues = result.GetValue(_reuseValues),
        ResetValues = result.GetValue(_resetValues),
        ResetThenReuseValues = result.GetValue(_resetThenReuseValues),
        Force = result.GetValue(Apply.Force),
        Wait = result.GetValue(Apply.Wait),
        WaitForJobs = result.GetValue(Apply.WaitForJobs),
        Atomic = result.GetValue(Apply.Atomic),
        CleanupOnFail = result.GetValue(Apply.CleanupOnFail),
        Timeout = Apply.ReadTimeout(result),
        MaxHistory = result.GetValue(_historyMax),
        Description = result.GetValue(Apply.Description),
    };
}
