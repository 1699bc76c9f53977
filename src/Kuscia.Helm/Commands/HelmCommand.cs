using System.CommandLine;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Commands;

/// <summary>The command <c>helm</c> with its subcommands, to be mounted in a program.</summary>
public static class HelmCommand
{
    /// <summary>Builds the command. Invoking it returns 0, or 1 after an error was printed.</summary>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where warnings and errors go.</param>
    /// <param name="input">Read for <c>-f -</c>, only then; null when there is no standard input.</param>
    /// <param name="clock">Source of times; null for the system's.</param>
    /// <param name="environment">Reads environment variables (KUBECONFIG, HOME, HELM_*); null for the process's.</param>
    /// <param name="connect">Opens a cluster; null for HTTP.</param>
    public static Command Create(
        TextWriter output,
        TextWriter error,
        Stream? input = null,
        TimeProvider? clock = null,
        Func<string, string?>? environment = null,
        Func<KubeConnection, IKubeCluster>? connect = null)
    {
        CommandContext context = new(
            output,
            error,
            input,
            clock ?? TimeProvider.System,
            environment ?? Environment.GetEnvironmentVariable,
            connect ?? (static connection => new KubeHttpCluster(connection)));
        Command command = new("helm", "Render Helm charts and manage releases of them on Kubernetes");
        context.Global.AddTo(command);
        Command[] subcommands =
        [
            TemplateCommand.Create(context), LintCommand.Create(context), ShowCommand.Create(context),
            InstallCommand.Create(context), UpgradeCommand.Create(context), RollbackCommand.Create(context),
            UninstallCommand.Create(context), ListCommand.Create(context), HistoryCommand.Create(context),
            StatusCommand.Create(context), GetCommand.Create(context), TestCommand.Create(context),
            PackageCommand.Create(context), DependencyCommand.Create(context), PullCommand.Create(context),
            VersionCommand.Create(context), EnvCommand.Create(context),
        ];
        foreach (Command subcommand in subcommands)
        {
            command.Subcommands.Add(subcommand);
        }

        return command;
    }
}
