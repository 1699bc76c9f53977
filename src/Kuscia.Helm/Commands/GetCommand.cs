using System.CommandLine;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Releases;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm get</c>: prints the parts of a release.</summary>
internal static class GetCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("get", "download extended information of a named release");
        command.Subcommands.Add(Part(context, "all", "download all information for a named release", WriteAll));
        command.Subcommands.Add(Part(context, "manifest", "download the manifest for a named release", WriteManifest));
        command.Subcommands.Add(Part(context, "hooks", "download all hooks for a named release", WriteHooks));
        command.Subcommands.Add(Part(context, "notes", "download the notes for a named release", WriteNotes));
        command.Subcommands.Add(Values(context));
        command.Subcommands.Add(Metadata(context));
        return command;
    }

    private static Command Part(CommandContext context, string part, string description, Action<TextWriter, Release> write)
    {
        Command command = new(part, description);
        RevisionFlag revision = new();
        revision.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
            write(context.Output, await revision.FetchAsync(context, result, $"get {part}", cancellationToken)));
        return command;
    }

    private static Command Values(CommandContext context)
    {
        Command command = new("values", "download the values file for a named release");
        RevisionFlag revision = new();
        OutputFlag output = new();
        Option<bool> all = new("--all", "-a") { Description = "dump all (computed) values" };
        revision.AddTo(command);
        output.AddTo(command);
        command.Options.Add(all);
        context.Run(command, async (result, cancellationToken) =>
        {
            string format = output.Read(result);
            Release release = await revision.FetchAsync(context, result, "get values", cancellationToken);
            bool computed = result.GetValue(all) && release.Chart is not null;
            ValueMap? values = computed ? new ValuesCoalescer(static _ => { }).Coalesce(release.Chart!, release.Config) : release.Config; // not null: tested
            if (format == "table")
            {
                context.Output.Write(result.GetValue(all) ? "COMPUTED VALUES:\n" : "USER-SUPPLIED VALUES:\n");
            }

            ObjectPrinter.Write(context.Output, format == "table" ? "yaml" : format, (object?)values);
        });
        return command;
    }

    private static Command Metadata(CommandContext context)
    {
        Command command = new("metadata", "fetch metadata for a given release");
        RevisionFlag revision = new();
        OutputFlag output = new();
        revision.AddTo(command);
        output.AddTo(command);
        context.Run(command, async (result, cancellationToken) =>
        {
            string format = output.Read(result);
            Release release = await revision.FetchAsync(context, result, "get metadata", cancellationToken);
            (string Title, string Key, object Value)[] rows =
            [
                ("NAME", "name", release.Name), ("CHART", "chart", release.Chart?.Name ?? ""), ("VERSION", "version", release.Chart?.Metadata.Version ?? ""),
                ("APP_VERSION", "appVersion", ReleaseRow.AppVersion(release)), ("NAMESPACE", "namespace", release.Namespace),
                ("REVISION", "revision", (long)release.Version), ("STATUS", "status", release.Status), ("DEPLOYED_AT", "deployedAt", GoTime.Json(release.LastDeployed)),
            ];
            if (format == "table")
            {
                context.Output.Write(string.Concat(rows.Select(row => $"{row.Title}: {row.Value}\n")));
                return;
            }

            ObjectPrinter.Write(context.Output, format, (object?)new ValueMap(rows.Select(row => KeyValuePair.Create(row.Key, (object?)row.Value))));
        });
        return command;
    }

    private static void WriteAll(TextWriter output, Release release) => StatusPrinter.Write(output, "table", release, everything: true);

    private static void WriteManifest(TextWriter output, Release release) => output.Write(release.Manifest + "\n");

    private static void WriteHooks(TextWriter output, Release release)
    {
        foreach (ReleaseHook hook in release.Hooks)
        {
            output.Write($"---\n# Source: {hook.Path}\n{hook.Manifest}\n");
        }
    }

    private static void WriteNotes(TextWriter output, Release release)
    {
        if (release.Notes.Length > 0)
        {
            output.Write($"NOTES:\n{release.Notes}\n");
        }
    }
}
