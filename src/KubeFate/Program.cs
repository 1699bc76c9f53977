using System.Runtime.InteropServices;
using KubeFate.Cli;

using CancellationTokenSource ending = new();
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, ending));
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, ending));
Terminal terminal = new(Console.Out, Console.Error, Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable, TimeProvider.System)
{
    CellWidth = Console.IsOutputRedirected ? 120 : Math.Max(40, Console.WindowWidth - 20),
};
try
{
    return await CommandLine.RunAsync(args, terminal, ending.Token);
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    return 130;
}

static void End(PosixSignalContext context, CancellationTokenSource ending)
{
    context.Cancel = true;
    ending.Cancel();
}
