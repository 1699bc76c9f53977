using System.Data.Common;
using System.Globalization;
using Kuscia.Storage.Log;

namespace Kuscia.Storage.Dialects.Sql;

/// <summary>One connection to a database server; used by one caller at a time.</summary>
internal sealed class SqlSession(DbConnection connection) : IAsyncDisposable
{
    private const long PageBytes = 4 << 20;

    /// <summary>True when it served before: the server may have closed it since.</summary>
    public bool IsOld { get; set; }

    /// <summary>The rows of a query.</summary>
    public async Task<List<LogRow>> RowsAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, long.MaxValue, cancellationToken);
    }

    /// <summary>Rows of a query, a few large ones at least, and the compacted revision, asked in the same round trip behind it.</summary>
    public async Task<LogRows> PageAsync(string sql, bool whole, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command($"{sql}; {SqlStatements.Compacted}", parameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<LogRow> rows = await ReadAsync(reader, whole ? long.MaxValue : PageBytes, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new LogRows(rows, Number(reader, 0));
    }

    /// <summary>The first number of each result.</summary>
    public async Task<List<long>> NumbersAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<long> numbers = new();
        do
        {
            if (await reader.ReadAsync(cancellationToken))
            {
                numbers.Add(Number(reader, 0));
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return numbers;
    }

    /// <summary>The rows of a query as texts.</summary>
    public async Task<List<string[]>> TextsAsync(string sql, CancellationToken cancellationToken)
    {
        await using DbCommand command = Command(sql, []);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string[]> rows = new();
        while (await reader.ReadAsync(cancellationToken))
        {
            string[] row = new string[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "";
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Runs statements; the number of rows changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Closes the connection, whatever state it is in; a transaction that is open in it is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception fault) when (SqlDialect.IsKnown(fault))
        {
            // It was broken already.
        }
    }

    private DbCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The callers pass constants, or texts made of constants and numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static async Task<List<LogRow>> ReadAsync(DbDataReader reader, long pageBytes, CancellationToken cancellationToken)
    {
        List<LogRow> rows = new();
        long bytes = 0;
        while (bytes < pageBytes && await reader.ReadAsync(cancellationToken))
        {
            LogRow row = Row(reader);
            rows.Add(row);
            bytes += row.Value.Length + row.OldValue.Length;
        }

        return rows;
    }

    private static LogRow Row(DbDataReader reader) => new(
        Number(reader, 0),
        reader.GetString(1),
        Number(reader, 2) != 0,
        Number(reader, 3) != 0,
        Number(reader, 4),
        Number(reader, 5),
        Number(reader, 6),
        Blob(reader, 7),
        Blob(reader, 8));

    // Tables that were made by hand have narrower columns.
    private static long Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? 0 : Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Blob(DbDataReader reader, int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<byte[]>(column);
}
