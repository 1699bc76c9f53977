using System.CommandLine;

namespace Kuscia.Helm.Commands;

/// <summary>The flags of commands that change a release.</summary>
internal sealed class ApplyFlags
{
    // The forms with a value are names of their own: a value that may be left out would swallow the argument after the flag.
    public Option<bool> DryRun { get; } = new("--dry-run", "--dry-run=client") { Description = "simulate the operation; --dry-run=server lets templates look into the cluster" };

    public Option<bool> DryRunOnServer { get; } = new("--dry-run=server") { Hidden = true };

    public Option<bool> NoDryRun { get; } = new("--dry-run=none") { Hidden = true };

    public Option<bool> NoHooks { get; } = new("--no-hooks") { Description = "prevent hooks from running" };

    public Option<bool> Wait { get; } = new("--wait") { Description = "wait until all objects are ready, for as long as --timeout" };

    public Option<bool> WaitForJobs { get; } = new("--wait-for-jobs") { Description = "with --wait, wait for jobs to complete as well" };

    public Option<string> Timeout { get; } = new("--timeout")
    {
        Description = "time to wait for any individual Kubernetes operation",
        DefaultValueFactory = static _ => "5m0s",
    };

    public Option<bool> Atomic { get; } = new("--atomic") { Description = "take the operation back if it fails; sets --wait" };

    public Option<string?> Description { get; } = new("--description") { Description = "add a custom description" };

    public Option<bool> CreateNamespace { get; } = new("--create-namespace") { Description = "create the release namespace if not present" };

    public Option<bool> SubchartNotes { get; } = new("--render-subchart-notes") { Description = "if set, render subchart notes along with the parent" };

    public Option<bool> SkipCrds { get; } = new("--skip-crds") { Description = "do not install the definitions of the folder crds" };

    public Option<bool> Force { get; } = new("--force") { Description = "replace objects instead of patching them" };

    public Option<bool> CleanupOnFail { get; } = new("--cleanup-on-fail") { Description = "delete new objects when the operation fails" };

    public static void Add(Command command, params Option[] options)
    {
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public bool IsDryRun(ParseResult result) => result.GetValue(DryRun) || result.GetValue(DryRunOnServer);

    public TimeSpan ReadTimeout(ParseResult result) => GoDuration.Parse(result.GetValue(Timeout) ?? "5m0s");
}
