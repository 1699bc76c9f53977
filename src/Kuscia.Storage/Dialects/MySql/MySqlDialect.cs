using System.Data.Common;
using Kuscia.Storage.Dialects.Sql;
using Kuscia.Storage.Log;
using MySqlConnector;

namespace Kuscia.Storage.Dialects.MySql;

/// <summary>The log in MySQL or MariaDB.</summary>
internal sealed class MySqlDialect(DatastoreEndpoint endpoint) : SqlDialect(endpoint, MySqlStatements.All)
{
    private readonly string _connection = Settings(endpoint).ConnectionString;

    /// <inheritdoc/>
    protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        MySqlConnection connection = new(_connection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using MySqlCommand command = new(MySqlStatements.Session, connection);
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
    protected override Task PrepareAsync(SqlSession session, CancellationToken cancellationToken) => new MySqlSchema(Endpoint, session).PrepareAsync(cancellationToken);

    /// <inheritdoc/>
    protected override bool IsConflict(DbException fault) =>
        fault is MySqlException { ErrorCode: MySqlErrorCode.DuplicateKeyEntry or MySqlErrorCode.LockDeadlock };

    /// <inheritdoc/>
    protected override string Describe(Exception fault) => MySqlFaults.Describe(Endpoint, fault);

    private static MySqlConnectionStringBuilder Settings(DatastoreEndpoint endpoint) => new()
    {
        Server = endpoint.Host,
        Port = (uint)(endpoint.Port == 0 ? 3306 : endpoint.Port),
        ConnectionProtocol = endpoint.Port == 0 ? MySqlConnectionProtocol.UnixSocket : MySqlConnectionProtocol.Sockets,
        Database = endpoint.Database,
        UserID = endpoint.User,
        Password = endpoint.Password,
        SslMode = Tls(endpoint.Parameters.GetValueOrDefault("tls", "preferred")),
        AllowPublicKeyRetrieval = true,
        Pooling = false,
        ConnectionTimeout = (uint)endpoint.Seconds("timeout", 10),
        DefaultCommandTimeout = 30,
        ApplicationName = "kuscia",
    };

    private static MySqlSslMode Tls(string value) => value switch
    {
        "true" => MySqlSslMode.VerifyFull,
        "skip-verify" => MySqlSslMode.Required,
        "false" => MySqlSslMode.Disabled,
        _ => MySqlSslMode.Preferred,
    };
}
