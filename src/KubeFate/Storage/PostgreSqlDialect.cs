using System.Data.Common;
using Npgsql;

namespace KubeFate.Storage;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgreSqlDialect(string host, int port, string name, string user, string password) : IDialect
{
    private readonly string _connection = new NpgsqlConnectionStringBuilder
    {
        Host = host,
        Port = port == 0 ? 5432 : port,
        Database = name,
        Username = user,
        Password = password,
        Timeout = 10,
    }.ConnectionString;

    /// <inheritdoc/>
    public DbConnection CreateConnection() => new NpgsqlConnection(_connection);

    /// <inheritdoc/>
    public string Translate(string statement) => statement;

    /// <inheritdoc/>
    public string ColumnType(string word) => word switch
    {
        "id" => "bigserial PRIMARY KEY",
        "time" => "timestamp(6) NULL",
        "small" => "integer",
        "flag" => "boolean",
        "big" => "bigint",
        "blob" => "bytea",
        "text" => "text",
        _ => word,
    };
}
