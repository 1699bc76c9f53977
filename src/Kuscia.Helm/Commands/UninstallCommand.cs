using System.CommandLine;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm uninstall</c>.</summary>
internal static class UninstallCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("uninstall", "uninstall a release");
        command.Aliases.Add("del");
        command.Aliases.Add("delete");
        command.Aliases.Add("un");
        Argument<string[]> argument = new("RELEASE_NAME") { Arity = ArgumentArity.ZeroOrMore };
        ApplyFlags apply = new();
        Option<bool> keepHistory = new("--keep-history") { Description = "mark the release as deleted, but retain its history" };
        Option<bool> ignoreNotFound = new("--ignore-not-found") { Description = "treat \"release not found\" as a successful uninstall" };
        command.Arguments.Add(argument);
        ApplyFlags.Add(command, apply.DryRun, apply.DryRunOnServer, apply.NoDryRun, apply.NoHooks, apply.Wait, apply.Timeout, apply.Description, keepHistory, ignoreNotFound);
        context.Run(command, async (result, cancellationToken) =>
        {
            string[] names = CommandContext.Arguments(result, argument, "uninstall", "uninstall RELEASE_NAME [...]", 1, int.MaxValue);
            UninstallOptions options = new()
            {
                DryRun = apply.IsDryRun(result),
                NoHooks = result.GetValue(apply.NoHooks),
                IgnoreNotFound = result.GetValue(ignoreNotFound),
                KeepHistory = result.GetValue(keepHistory),
                Wait = result.GetValue(apply.Wait),
                Timeout = apply.ReadTimeout(result),
                Description = result.GetValue(apply.Description),
            };
            await context.WithReleasesAsync(result, async environment =>
            {
                foreach (string name in names)
                {
                    string kept = await new UninstallAction(environment).RunAsync(name, options, cancellationToken);
                    context.Output.Write(kept.Length > 0 ? kept + "\n" : "");
                    context.Output.Write($"release \"{name}\" uninstalled\n");
                }
            });
        });
        return command;
    }
}
