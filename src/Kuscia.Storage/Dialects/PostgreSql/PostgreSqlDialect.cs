using System.Data.Common;
using Kuscia.Storage.Dialects.Sql;
using Kuscia.Storage.Log;
using Npgsql;

namespace Kuscia.Storage.Dialects.PostgreSql;

/// <summary>The log in PostgreSQL.</summary>
internal sealed class PostgreSqlDialect(DatastoreEndpoint endpoint) : SqlDialect(endpoint, PostgreSqlStatements.All)
{
    private NpgsqlDataSource? _source;

    /// <inheritdoc/>
    protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        _source ??= Source(Endpoint);
        NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using NpgsqlCommand command = new(PostgreSqlStatements.Session, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(SqlSession session, CancellationToken cancellationToken) => new PostgreSqlSchema(Endpoint, session).PrepareAsync(cancellationToken);

    /// <inheritdoc/>
    protected override bool IsConflict(DbException fault) => fault.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected;

    /// <inheritdoc/>
    protected override string Describe(Exception fault) => PostgreSqlFaults.Describe(Endpoint, fault);

    /// <inheritdoc/>
    protected override ValueTask CloseAsync() => _source?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Without a word about TLS it is wanted, as in the original.
    private static NpgsqlDataSource Source(DatastoreEndpoint endpoint)
    {
        NpgsqlSlimDataSourceBuilder builder = new(new NpgsqlConnectionStringBuilder
        {
            Host = endpoint.Host,
            Port = endpoint.Port,
            Database = endpoint.Database,
            Username = endpoint.User,
            Password = endpoint.Password,
            SslMode = Tls(endpoint.Parameters.GetValueOrDefault("sslmode", "require")),
            RootCertificate = endpoint.Parameters.GetValueOrDefault("sslrootcert"),
            ApplicationName = endpoint.Parameters.GetValueOrDefault("application_name", "kuscia"),
            Timeout = endpoint.Seconds("connect_timeout", 10),
            CommandTimeout = 30,
            Pooling = false,
        }.ConnectionString);
        builder.EnableTransportSecurity();
        return builder.Build();
    }

    private static SslMode Tls(string value) => value switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => SslMode.Require,
    };
}
