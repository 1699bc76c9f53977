using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Psi.Program;

/// <summary>The process: command line in, exit code out.</summary>
internal static class EntryPoint
{
    private static async Task<int> Main(string[] args)
    {
        ProcessorBuild.HandOver(args);
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration term = Stopper(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration interrupt = Stopper(PosixSignal.SIGINT, stop);
        PlainLogger logger = new(Console.Out, TimeProvider.System, Environment.GetEnvironmentVariable("KUSCIA_PSI_DEBUG") == "1");
        try
        {
            if (args is ["bench", ..])
            {
                await new BenchRun(BenchOptions.Parse(args.AsSpan(1)), NullLogger.Instance).RunAsync(Console.Out, stop.Token);
                return (int)ExitCode.Success;
            }

            CommandLine line = CommandLine.Parse(args);
            if (line.Help)
            {
                Console.Out.WriteLine(CommandLine.Usage);
                return (int)ExitCode.Success;
            }

            EngineEnvironment environment = EngineEnvironment.Read(Environment.GetEnvironmentVariable);
            await EngineRun.RunAsync(line, environment, TimeProvider.System, logger, stop.Token);
            return (int)ExitCode.Success;
        }
        catch (PsiException e)
        {
            return Report(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Report(ExitCode.Stopped, "stopped by a signal");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Report(ExitCode.Output, e.Message);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"error: internal fault: {e}");
            return (int)ExitCode.Internal;
        }
    }

    private static int Report(ExitCode code, string message)
    {
        Console.Error.WriteLine($"error: {message}");
        return (int)code;
    }

    private static PosixSignalRegistration Stopper(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
}
