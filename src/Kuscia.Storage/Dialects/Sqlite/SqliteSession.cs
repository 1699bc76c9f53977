using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>What a connection is for.</summary>
internal enum SessionRole
{
    /// <summary>Reads alone.</summary>
    Reader,

    /// <summary>Reads a store that nobody else may have open, and leaves its files as they are: without this, the last one to close moves the journal into the database.</summary>
    Inspector,

    /// <summary>The one that appends.</summary>
    Writer,

    /// <summary>Moves the write-ahead log into the file.</summary>
    Checkpoint,
}

/// <summary>One connection with its prepared commands; used by one caller at a time.</summary>
internal sealed class SqliteSession : IDisposable, IAsyncDisposable
{
    // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE
    private const int NoCheckpointOnClose = 1006;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a connection in WAL mode.</summary>
    public static SqliteSession Open(RevisionLogOptions options, SessionRole role)
    {
        SqliteConnectionStringBuilder settings = new()
        {
            DataSource = options.Path,
            Mode = IsWriting(role) ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 10,
        };
        SqliteSession session = new(new SqliteConnection(settings.ToString()));
        try
        {
            session._connection.Open();
            session.Run("PRAGMA busy_timeout = 10000");
            if (role == SessionRole.Inspector)
            {
                SQLitePCL.raw.sqlite3_db_config(session._connection.Handle, NoCheckpointOnClose, 1, out _);
            }
            else if (role != SessionRole.Reader)
            {
                session.PrepareWriting(options, role);
            }

            return session;
        }
        catch
        {
            session.Discard();
            throw;
        }
    }

    private static bool IsWriting(SessionRole role) => role is SessionRole.Writer or SessionRole.Checkpoint;

    private void PrepareWriting(RevisionLogOptions options, SessionRole role)
    {
        Run("PRAGMA journal_mode = WAL");
        Run(options.Durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        Run("PRAGMA journal_size_limit = 16777216");
        if (options.MaxBytes > 0)
        {
            long pages = options.MaxBytes / Math.Max(512, Number(Command("PRAGMA page_size", null)));
            Run(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
        }

        if (role == SessionRole.Writer)
        {
            Run("PRAGMA wal_autocheckpoint = 0");
        }
    }

    /// <summary>Closes a connection that failed, whatever state it is in.</summary>
    public void Discard()
    {
        try
        {
            Dispose();
        }
        catch (Exception fault) when (fault is SqliteException or InvalidOperationException)
        {
            // What it held open is rolled back when the file is opened next.
        }
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
        List<LogRow> rows = new();
        while (reader.Read())
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    /// <summary>The rows of a query, one after the other.</summary>
    public static IEnumerable<LogRow> Stream(SqliteCommand command)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return Row(reader);
        }
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

    /// <summary>Closes it, whatever state it is in.</summary>
    public ValueTask DisposeAsync()
    {
        Discard();
        return ValueTask.CompletedTask;
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
