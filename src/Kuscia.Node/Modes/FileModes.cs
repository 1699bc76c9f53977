using System.Runtime.InteropServices;

namespace Kuscia.Node.Modes;

/// <summary>Files of a node are for its user alone: what this process and its engines make, and what an older version left more open.</summary>
internal static class FileModes
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Data = Folder | UnixFileMode.GroupRead;
    private const uint OthersNothing = 0x3F; // 077

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <summary>From now on everything that this process or its children make is for the user alone.</summary>
    public static void OwnerOnly() => _ = Umask(OthersNothing);

    /// <summary>
    /// Takes away what others may do below a folder: folders become 0700 and files at most 0640 (0740 for programs), or 0600 where keys lie. Nothing is ever
    /// made more open, and links are left alone. Returns the paths whose mode could not be changed.
    /// </summary>
    public static IReadOnlyList<string> Tighten(string folder, bool hasKeys)
    {
        List<string> failed = [];
        DirectoryInfo root = new(folder);
        if (root.Exists)
        {
            Tighten(root, hasKeys, failed);
        }

        return failed;
    }

    /// <summary>The same for a folder without what is in it.</summary>
    public static IReadOnlyList<string> TightenAlone(string folder)
    {
        List<string> failed = [];
        Narrow(new DirectoryInfo(folder), Folder, failed);
        return failed;
    }

    private static void Tighten(DirectoryInfo folder, bool hasKeys, List<string> failed)
    {
        Narrow(folder, Folder, failed);
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", Everything))
        {
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                Tighten(inner, hasKeys, failed);
            }
            else
            {
                Narrow(entry, hasKeys ? Secret : Data, failed);
            }
        }
    }

    private static void Narrow(FileSystemInfo entry, UnixFileMode allowed, List<string> failed)
    {
        try
        {
            UnixFileMode mode = entry.UnixFileMode;
            if ((mode & ~allowed) != 0)
            {
                entry.UnixFileMode = mode & allowed;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It belongs to somebody else, lies on a disk that is read-only, or is gone.
            failed.Add(entry.FullName);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
