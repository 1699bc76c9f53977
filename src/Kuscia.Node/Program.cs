using System.CommandLine;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Node.Commands;
using Kuscia.Node.Configuration;
using Kuscia.Node.Demo;
using Kuscia.Node.Modes;

RootCommand root = new("A whole privacy-computing node in one program.")
{
    InitCommand.Create(),
    StartCommand.Create(),
    CheckCommand.Create(),
    DomainCommand.Create(),
    InviteCommand.Create(),
    RouteCommand.Create(),
    DataCommand.Create(),
    JobCommand.Create(),
    KeyCommand.Create(),
    StoreCommand.Create(),
    DemoCommand.Create(),
    KubectlCommand.Create(),
    Kuscia.Helm.Commands.HelmCommand.Create(Console.Out, Console.Error, Console.OpenStandardInput()),
};

// What helm and kubectl write belongs to the user's own work and follows the user's own mask.
if (args is not ["helm" or "kubectl", ..])
{
    FileModes.OwnerOnly();
}

using CommandSignals signals = new(TimeSpan.FromSeconds(60));
InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
try
{
    return await root.Parse(args).InvokeAsync(invocation, signals.Token);
}
catch (Exception e) when (e is CommandException or ConfigException or ConfigFileException or IdentityException or ModuleStartException or ResourceException)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}");
    return 1;
}
catch (Exception e) when (e is HttpRequestException or OperationCanceledException { InnerException: TimeoutException })
{
    await Console.Error.WriteLineAsync($"error: the API server of the node does not answer: {e.Message}. Start the node, or set KUSCIA_HOME to the root of a node that runs");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("error: stopped by a signal before it was done");
    return 1;
}
