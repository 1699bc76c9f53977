using Kuscia.Storage.Dialects.MySql;
using Kuscia.Storage.Dialects.PostgreSql;
using Kuscia.Storage.Dialects.Sqlite;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Kuscia.Storage;

/// <summary>The log in the database that its options name.</summary>
public static partial class Store
{
    /// <summary>Opens (and creates) the log and starts its background work. Throws <see cref="StoreException"/> when the file or database cannot be used.</summary>
    public static Task<RevisionLog> OpenAsync(RevisionLogOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Endpoint is null && options.Durable && File.Exists(options.Path) && !File.Exists(SqliteMark.PathOf(options.Path)))
        {
            Log.Unmarked(loggers.CreateLogger<RevisionLog>(), options.Path, SqliteMark.PathOf(options.Path));
        }

        return RevisionLog.OpenAsync(DialectOf(options), options, time, loggers, cancellationToken);
    }

    /// <summary>The dialect that the options choose.</summary>
    internal static IDialect DialectOf(RevisionLogOptions options) => options.Endpoint switch
    {
        null => new SqliteDialect(options),
        { IsMySql: true } server => new MySqlDialect(server),
        { } server => new PostgreSqlDialect(server),
    };

    private static partial class Log
    {
        [LoggerMessage(1206, LogLevel.Warning, "The mark of {Store} is missing ({Mark}): it is made anew, and whether the last writes before this start are all there cannot be told. 'kuscia store check' looks at the rest")]
        public static partial void Unmarked(ILogger logger, string store, string mark);
    }
}
