using KubeFate.Service;
using KubeFate.Settings;
using KubeFate.Storage;
using Microsoft.Extensions.Logging;

namespace KubeFate.Cli;

/// <summary><c>kubefate service</c>.</summary>
internal static class ServiceCommand
{
    public static Command Create() => new("service", "Start KubeFATE as service") { Run = RunAsync };

    private static async Task RunAsync(Invocation call)
    {
        LogLevel level = call.Settings.Text("log.level", "info") switch
        {
            "trace" => LogLevel.Trace,
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" or "fatal" or "panic" => LogLevel.Error,
            "disabled" => LogLevel.None,
            _ => LogLevel.Information,
        };
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(level).AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        }));
        try
        {
            await using FateService service = await FateService.StartAsync(ServiceSettings.Read(call.Settings), call.Terminal.Environment, call.Terminal.Clock, loggers, call.Cancelled);
            await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, call.Terminal.Clock, call.Cancelled));
        }
        catch (Exception e) when (e is DatabaseException or IOException)
        {
            throw new CliException($"initialization failed: {e.Message}");
        }
    }
}
