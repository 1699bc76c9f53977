namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>Files of the store are for its owner alone, from their first byte.</summary>
internal static class OwnFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file that is missing, and takes away what others may do with one that is there.</summary>
    public static void Ensure(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        // A file that is there is not opened: to close it would give up the locks that SQLite holds on it in this process.
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(path, mode & OwnerOnly);
        }
    }

    private static void Make(string path)
    {
        using FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            UnixCreateMode = OwnerOnly,
        });
    }
}
