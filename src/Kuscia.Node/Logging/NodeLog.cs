using System.Globalization;
using Kuscia.Node.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace Kuscia.Node.Logging;

/// <summary>The node's own log, <c>var/logs/kuscia.log</c>, rolled by size; its level follows the configuration file while the node runs.</summary>
internal sealed class NodeLog : IDisposable
{
    private const string LineFormat = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u4} {SourceContext} {Message:lj}{NewLine}{Exception}";

    private readonly Logger _logger;
    private readonly FileSystemWatcher? _watcher;

    private NodeLog(Logger logger, FileSystemWatcher? watcher)
    {
        _logger = logger;
        _watcher = watcher;
        Factory = new SerilogLoggerFactory(logger);
    }

    public ILoggerFactory Factory { get; }

    /// <summary>Opens the log.</summary>
    /// <param name="config">The node.</param>
    /// <param name="watchedConfig">The configuration file to follow; null to keep the level.</param>
    public static NodeLog Open(NodeConfig config, string? watchedConfig)
    {
        LoggingLevelSwitch level = new(LevelOf(config.LogLevel));
        Logger logger = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Yarp", LogEventLevel.Error)
            .WriteTo.File(
                Path.Combine(config.LogDirectory, "kuscia.log"), outputTemplate: LineFormat, formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: config.LogMaxFileSizeMB * 1024L * 1024L, rollOnFileSizeLimit: true, retainedFileCountLimit: config.LogMaxFiles, shared: false)
            .CreateLogger();
        return new NodeLog(logger, watchedConfig is null ? null : Follow(watchedConfig, level));
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        Factory.Dispose();
        _logger.Dispose();
    }

    private static LogEventLevel LevelOf(string level) => level switch
    {
        "DEBUG" => LogEventLevel.Debug,
        "WARN" => LogEventLevel.Warning,
        "ERROR" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };

    private static FileSystemWatcher Follow(string path, LoggingLevelSwitch level)
    {
        FileSystemWatcher watcher = new(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        watcher.Changed += (_, _) => Reload(path, level);
        watcher.Created += (_, _) => Reload(path, level);
        watcher.Renamed += (_, _) => Reload(path, level);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private static void Reload(string path, LoggingLevelSwitch level)
    {
        try
        {
            level.MinimumLevel = LevelOf(NodeConfigLoader.Load(path, Environment.GetEnvironmentVariable).LogLevel);
        }
        catch (ConfigException)
        {
            // Half-written or faulty: the running level stays.
        }
    }
}
