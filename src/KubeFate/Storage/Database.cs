using System.Data.Common;
using KubeFate.Settings;

namespace KubeFate.Storage;

/// <summary>The one way to the database: statements with parameters, each on a connection of the pool. Thread-safe.</summary>
internal sealed class Database(IDialect dialect)
{
    /// <summary>Fits types and statements to the database.</summary>
    public IDialect Dialect => dialect;

    /// <summary>Chooses the database that the settings name.</summary>
    /// <exception cref="SettingsException">There is no such kind of database.</exception>
    public static Database Create(ServiceSettings settings) => settings.DatabaseType switch
    {
        "sqlite" => new(new SqliteDialect(settings.DatabaseFile)),
        "mysql" or "mariadb" => new(new MySqlDialect(
            settings.DatabaseHost, settings.DatabasePort, settings.DatabaseName, settings.DatabaseUser, settings.DatabasePassword)),
        "postgres" or "postgresql" => new(new PostgreSqlDialect(
            settings.DatabaseHost, settings.DatabasePort, settings.DatabaseName, settings.DatabaseUser, settings.DatabasePassword)),
        _ => throw new SettingsException($"initialization failed: unknown database type: {settings.DatabaseType}, please use 'mysql', 'postgres' or 'sqlite'"),
    };

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows it touched.</returns>
    /// <exception cref="DatabaseException">It failed.</exception>
    public Task<int> ExecuteAsync(Sql sql, CancellationToken cancellationToken) =>
        UseAsync(sql, static (command, token) => command.ExecuteNonQueryAsync(token), cancellationToken);

    /// <summary>Reads rows.</summary>
    /// <exception cref="DatabaseException">It failed.</exception>
    public Task<List<T>> QueryAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken cancellationToken) => UseAsync(
        sql,
        async (command, token) =>
        {
            List<T> rows = new();
            await using DbDataReader reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
            {
                rows.Add(read(reader));
            }

            return rows;
        },
        cancellationToken);

    private async Task<T> UseAsync<T>(Sql sql, Func<DbCommand, CancellationToken, Task<T>> use, CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = dialect.CreateConnection();
            await connection.OpenAsync(cancellationToken);
            await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The callers pass constants; values are parameters.
            command.CommandText = dialect.Translate(sql.Text);
#pragma warning restore CA2100
            foreach ((string name, object? value) in sql.Values)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = "@" + name;
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }

            return await use(command, cancellationToken);
        }
        catch (DbException e)
        {
            throw new DatabaseException(e.Message, e);
        }
    }
}
