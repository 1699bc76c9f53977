using System.Data.Common;
using MySqlConnector;

namespace KubeFate.Storage;

/// <summary>MySQL and MariaDB.</summary>
internal sealed class MySqlDialect(string host, int port, string name, string user, string password) : IDialect
{
    private readonly string _connection = new MySqlConnectionStringBuilder
    {
        Server = host,
        Port = (uint)(port == 0 ? 3306 : port),
        Database = name,
        UserID = user,
        Password = password,
        ConnectionTimeout = 10,
        ConvertZeroDateTime = true,
        CharacterSet = "utf8mb4",
        UseAffectedRows = false,
    }.ConnectionString;

    /// <inheritdoc/>
    public DbConnection CreateConnection() => new MySqlConnection(_connection);

    /// <inheritdoc/>
    public string Translate(string statement) => statement.Replace('"', '`');

    /// <inheritdoc/>
    public string ColumnType(string word) => word switch
    {
        "id" => "bigint unsigned AUTO_INCREMENT PRIMARY KEY",
        "time" => "datetime(3) NULL",
        "small" => "int",
        "flag" => "tinyint(1)",
        "big" => "bigint",
        "blob" => "longblob",
        "text" => "longtext",
        _ => word,
    };
}
