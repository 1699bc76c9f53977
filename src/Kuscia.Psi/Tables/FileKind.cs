using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kuscia.Psi.Tables;

/// <summary>Tells regular files from pipes, devices and the rest without opening them: opening a pipe waits for its writer.</summary>
internal static class FileKind
{
    // statx(2): the same layout on every architecture, unlike stat(2). stx_mode is a 16-bit field at offset 28 of 256 bytes.
    private const int StatxSize = 256;
    private const int ModeOffset = 28;
    private const int CurrentDirectory = -100;
    private const uint TypeMask = 1;

    /// <summary>What stands at the path, links followed, when it is no regular file: "a named pipe", "a folder", …</summary>
    /// <returns>Null for a regular file, and for what cannot be looked at: opening it then tells why.</returns>
    public static string? Irregular(string path)
    {
        byte[] state = new byte[StatxSize];
        if (Statx(CurrentDirectory, path, 0, TypeMask, state) != 0)
        {
            return null;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(state.AsSpan(ModeOffset)) >> 12) switch
        {
            0x8 => null,
            0x1 => "a named pipe",
            0x2 or 0x6 => "a device",
            0x4 => "a folder",
            0xC => "a socket",
            _ => "no regular file",
        };
    }

    [DllImport("libc", EntryPoint = "statx", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] state);
}
