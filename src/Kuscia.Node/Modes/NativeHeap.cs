using System.Runtime.InteropServices;

namespace Kuscia.Node.Modes;

/// <summary>
/// The memory of native libraries (OpenSSL, SQLite). The C library gives nearly every thread a heap of its own and keeps what is freed in each: a node whose
/// handshakes wander over the threads of a pool comes to hold many times what it uses. Does nothing where the C library is not glibc. See mallopt(3), malloc_trim(3).
/// </summary>
internal static class NativeHeap
{
    private const int ArenaMax = -8;
    private const int Arenas = 2;

    /// <summary>One heap more than the main one, from now on: to be called before the work begins.</summary>
    public static void LimitArenas() => Try(() => _ = SetOption(ArenaMax, Arenas));

    /// <summary>Gives freed pages of all heaps back to the machine.</summary>
    public static void Trim() => Try(() => _ = TrimAll(0));

    private static void Try(Action call)
    {
        try
        {
            call();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library, with rules of its own.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimAll(nuint pad);
}
