using System.Runtime.InteropServices;

namespace Kuscia.Agent.Capacity;

/// <summary>What statvfs(3) tells of a file system beyond its bytes.</summary>
internal static class FileSystem
{
    // Members of struct statvfs on 64-bit Linux (glibc and musl alike) are machine words: 5 is f_files, 6 is f_ffree.
    private const int Words = 32;
    private const int Files = 5;
    private const int FreeFiles = 6;

    /// <summary>All and free inodes; zeros when the file system does not count them.</summary>
    public static (ulong Total, ulong Free) Inodes(string path)
    {
        ulong[] answer = new ulong[Words];
        return Environment.Is64BitProcess && StatVfs(path, answer) == 0 ? (answer[Files], answer[FreeFiles]) : (0, 0);
    }

    [DllImport("libc", EntryPoint = "statvfs", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatVfs([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] ulong[] answer);
}
