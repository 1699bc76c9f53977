using Kuscia.Helm.Releases;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary>Prints a release the way install, upgrade, status and get all do.</summary>
internal static class StatusPrinter
{
    public static void Write(TextWriter output, string format, Release release, bool everything = false, bool description = false)
    {
        if (format != "table")
        {
            ObjectPrinter.Write(output, format, ReleaseRecord.Write(release));
            return;
        }

        WriteHead(output, release, description);
        WriteTests(output, release);
        if (everything)
        {
            WriteValues(output, release);
        }

        if (everything || release.Description.Equals("Dry run complete", StringComparison.OrdinalIgnoreCase))
        {
            output.Write("HOOKS:\n");
            foreach (ReleaseHook hook in release.Hooks)
            {
                output.Write($"---\n# Source: {hook.Path}\n{hook.Manifest}\n");
            }

            output.Write($"MANIFEST:\n{release.Manifest}\n");
        }

        if (release.Notes.Length > 0)
        {
            output.Write($"NOTES:\n{release.Notes.Trim()}\n");
        }
    }

    private static void WriteHead(TextWriter output, Release release, bool description)
    {
        output.Write($"NAME: {release.Name}\n");
        if (release.LastDeployed is { } deployed)
        {
            output.Write($"LAST DEPLOYED: {GoTime.Ansi(deployed)}\n");
        }

        output.Write($"NAMESPACE: {release.Namespace}\nSTATUS: {release.Status}\nREVISION: {release.Version}\n");
        if (description)
        {
            output.Write($"DESCRIPTION: {release.Description}\n");
        }
    }

    private static void WriteTests(TextWriter output, Release release)
    {
        List<ReleaseHook> tests = [.. release.Hooks.Where(hook => hook.Events.Contains(HookEvents.Test))];
        if (tests.Count == 0)
        {
            output.Write("TEST SUITE: None\n");
            return;
        }

        foreach (ReleaseHook test in tests)
        {
            if (test.StartedAt is not { } started)
            {
                continue;
            }

            string completed = test.CompletedAt is { } end ? GoTime.Ansi(end) : "";
            output.Write($"TEST SUITE:     {test.Name}\nLast Started:   {GoTime.Ansi(started)}\nLast Completed: {completed}\nPhase:          {test.Phase}\n");
        }
    }

    private static void WriteValues(TextWriter output, Release release)
    {
        output.Write("USER-SUPPLIED VALUES:\n");
        ObjectPrinter.WriteYaml(output, release.Config);
        output.Write("\nCOMPUTED VALUES:\n");
        ObjectPrinter.WriteYaml(output, release.Chart is null ? release.Config : new ValuesCoalescer(static _ => { }).Coalesce(release.Chart, release.Config));
        output.Write('\n');
    }
}
