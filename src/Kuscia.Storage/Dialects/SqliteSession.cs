using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects;

/// <summary>One connection with its prepared commands; used by one caller at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a connection in WAL mode.</summary>
    public static SqliteSession Open(string path, bool durable, bool write)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = write ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 10,
        };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        var session = new SqliteSession(connection);
        session.Run("PRAGMA busy_timeout = 10000");
        if (write)
        {
            session.Run("PRAGMA journal_mode = WAL");
            session.Run(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            session.Run("PRAGMA journal_size_limit = 16777216");
        }

        return session;
    }

    /// <summary>Begins a transaction that holds the write lock.</summary>
    public SqliteTransaction Begin() => _connection.BeginTransaction(deferred: false);

    /// <summary>Runs SQL without parameters.</summary>
    public void Run(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The callers pass constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>The prepared command of a statement with its parameters set.</summary>
    public SqliteCommand Command(string sql, SqliteTransaction? transaction, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // The callers pass constants.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach ((string name, object value) in parameters)
            {
                command.Parameters.AddWithValue(name, value);
            }

            _commands.Add(sql, command);
        }

        command.Transaction = transaction;
        for (int i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value;
        }

        return command;
    }

    /// <summary>The rows of a query.</summary>
    public static List<LogRow> Rows(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<LogRow>();
        while (reader.Read())
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    /// <summary>The single number of a query.</summary>
    public static long Number(SqliteCommand command) => command.ExecuteScalar() is long number ? number : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static LogRow Row(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt64(2) != 0,
        reader.GetInt64(3) != 0,
        reader.IsDBNull(4) ? 0 : reader.GetInt64(4),
        reader.IsDBNull(5) ? 0 : reader.GetInt64(5),
        reader.IsDBNull(6) ? 0 : reader.GetInt64(6),
        Blob(reader, 7),
        Blob(reader, 8));

    private static ReadOnlyMemory<byte> Blob(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<byte[]>(column);
}
