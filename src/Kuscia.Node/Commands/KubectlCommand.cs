using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia kubectl …</c>: the machine's kubectl with the kubeconfig of this node.</summary>
internal static class KubectlCommand
{
    public static Command Create()
    {
        Argument<string[]> arguments = new("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore };
        Command command = new("kubectl", "Run kubectl against this node") { arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (result, cancellationToken) =>
        {
            string[] all = [.. Environment.GetCommandLineArgs().SkipWhile(a => a != "kubectl").Skip(1)];
            return await RunAsync(all, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("kubectl", arguments);
        start.Environment["KUBECONFIG"] = NodeRoot.KubeConfigPath(Environment.GetEnvironmentVariable("KUSCIA_HOME") ?? NodeConfigLoader.DefaultRoot);
        try
        {
            using Process process = Process.Start(start) ?? throw new CommandException("kubectl did not start");
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            throw new CommandException("kubectl is not on the PATH; install it (any version from 1.27 on) and run the command again");
        }
    }
}
