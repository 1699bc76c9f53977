namespace Kuscia.Storage.Dialects;

/// <summary>Files of the store are for its owner alone, from their first byte.</summary>
internal static class OwnFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file that is missing, and takes away what others may do with one that is there.</summary>
    public static void Ensure(string path)
    {
        using FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            UnixCreateMode = OwnerOnly,
        });
        UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
        if ((mode & ~OwnerOnly) != 0)
        {
            File.SetUnixFileMode(file.SafeFileHandle, mode & OwnerOnly);
        }
    }
}
