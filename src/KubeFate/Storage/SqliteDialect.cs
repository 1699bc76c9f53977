using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace KubeFate.Storage;

/// <summary>A file beside the service.</summary>
internal sealed class SqliteDialect : IDialect
{
    private readonly string _connection;

    /// <summary>Makes the file, readable by its owner alone, when it is not there.</summary>
    public SqliteDialect(string file)
    {
        string path = file.StartsWith("file:", StringComparison.Ordinal) ? file["file:".Length..].Split('?')[0] : file;
        if (path != ":memory:" && !File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // not null: a file lies in a folder
            using FileStream made = new(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path == ":memory:" ? "kubefate" : path,
            Mode = path == ":memory:" ? SqliteOpenMode.Memory : SqliteOpenMode.ReadWriteCreate,
            Cache = path == ":memory:" ? SqliteCacheMode.Shared : SqliteCacheMode.Default,
            DefaultTimeout = 15,
        }.ToString();
    }

    /// <inheritdoc/>
    public DbConnection CreateConnection() => new SqliteConnection(_connection);

    /// <inheritdoc/>
    public string Translate(string statement) => statement;

    /// <inheritdoc/>
    public string ColumnType(string word) => word switch
    {
        "id" => "INTEGER PRIMARY KEY AUTOINCREMENT",
        "time" => "TEXT",
        "small" or "flag" or "big" => "INTEGER",
        "blob" => "BLOB",
        "text" => "TEXT",
        _ => word,
    };
}
