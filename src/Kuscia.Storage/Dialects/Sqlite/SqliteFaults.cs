using Kuscia.Storage.Log;
using Microsoft.Data.Sqlite;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>What a fault of SQLite or of the file system means to an operator.</summary>
internal static class SqliteFaults
{
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    /// <summary>True when the content of the file is at fault.</summary>
    public static bool IsDamage(Exception fault) => fault is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>True for the faults that this class has words for.</summary>
    public static bool IsKnown(Exception fault) => fault is SqliteException or IOException or UnauthorizedAccessException;

    /// <summary>The fault with the file and the cure.</summary>
    public static StoreException Translate(string path, Exception fault)
    {
        string why = fault.Message.TrimEnd('.');
        return new StoreException(
            fault switch
            {
                SqliteException { SqliteErrorCode: Corrupt or NotADatabase } =>
                    $"the store {path} is damaged or no SQLite database ({why}); run 'kuscia store check' to see what is lost and 'kuscia store repair' to keep the rest, "
                    + "put a backup in its place, or move it away to begin with an empty store",
                SqliteException { SqliteErrorCode: Full } => $"the store {path} is full: {why}; make free space on its disk, writes go on by themselves then",
                _ => $"the store {path} cannot be written: {why}; check that the folder exists, is writable for this user and has free space",
            },
            fault);
    }
}
