using System.CommandLine;
using System.Globalization;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Releases;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm rollback</c>.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("rollback", "roll back a release to a previous revision");
        Argument<string[]> argument = new("RELEASE REVISION") { Arity = ArgumentArity.ZeroOrMore };
        ApplyFlags apply = new();
        Option<int> historyMax = new("--history-max")
        {
            Description = "limit the maximum number of revisions saved per release. Use 0 for no limit",
            DefaultValueFactory = _ => context.DefaultHistory,
        };
        command.Arguments.Add(argument);
        ApplyFlags.Add(
            command, apply.DryRun, apply.DryRunOnServer, apply.NoDryRun, apply.NoHooks, apply.Wait, apply.WaitForJobs, apply.Timeout, apply.Force, apply.CleanupOnFail, historyMax);
        context.Run(command, async (result, cancellationToken) =>
        {
            string[] given = CommandContext.Arguments(result, argument, "rollback", "rollback <RELEASE> [REVISION]", 1, 2);
            RollbackOptions options = new()
            {
                Name = given[0],
                Version = given.Length > 1 ? Revision(given[1]) : 0,
                DryRun = apply.IsDryRun(result),
                NoHooks = result.GetValue(apply.NoHooks),
                Force = result.GetValue(apply.Force),
                Wait = result.GetValue(apply.Wait),
                WaitForJobs = result.GetValue(apply.WaitForJobs),
                CleanupOnFail = result.GetValue(apply.CleanupOnFail),
                Timeout = apply.ReadTimeout(result),
                MaxHistory = result.GetValue(historyMax),
            };
            await context.WithReleasesAsync(result, environment => new RollbackAction(environment).RunAsync(options, cancellationToken));
            context.Output.Write("Rollback was a success! Happy Helming!\n");
        });
        return command;
    }

    private static int Revision(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int revision)
        ? revision
        : throw new HelmException($"could not convert revision to a number: strconv.Atoi: parsing \"{text}\": invalid syntax");
}
