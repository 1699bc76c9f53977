using System.Runtime.InteropServices;

namespace Kuscia.Psi.Program;

/// <summary>
/// Faster builds of a published engine, in folders beside it. Native code uses only what its build was made for, so the portable program hands over to the
/// fastest build that this processor runs. A program that is compiled at run time has no such folders and needs none.
/// </summary>
internal static class ProcessorBuild
{
    private const string Folder = "cpu";

    // The flags of /proc/cpuinfo, which has only those that the system supports as well.
    private static readonly string[] Avx2 = ["avx2", "fma", "bmi1", "bmi2", "f16c", "movbe", "aes", "pclmulqdq"];
    private static readonly string[] Avx512 = [.. Avx2, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"];

    /// <summary>Goes on as the fastest build; returns only when there is none beside this program.</summary>
    public static void HandOver(string[] arguments)
    {
        string? folder = Path.GetDirectoryName(Environment.ProcessPath);
        if (folder is null || !Directory.Exists(Path.Combine(folder, Folder)))
        {
            return;
        }

        foreach (string build in Fitting(FirstProcessor()))
        {
            string program = Path.Combine(folder, Folder, build, "kuscia-psi");
            if (File.Exists(program))
            {
                // Returns only when it failed; then the portable program does the work.
                _ = Execute(program, [program, .. arguments, null]);
            }
        }
    }

    /// <summary>The builds that a processor runs, the fastest first.</summary>
    /// <param name="processor">What <c>/proc/cpuinfo</c> says of it, by name.</param>
    internal static IEnumerable<string> Fitting(IReadOnlyDictionary<string, string> processor)
    {
        string[] flags = processor.GetValueOrDefault("flags", string.Empty).Split(' ');
        if (!SlowsDown(processor) && Avx512.All(flags.Contains))
        {
            yield return "avx512";
        }

        if (Avx2.All(flags.Contains))
        {
            yield return "avx2";
        }
    }

    // Skylake-SP to Cooper Lake and Cannon Lake run slower for a while after wide instructions; the just-in-time compiler avoids those there as well.
    private static bool SlowsDown(IReadOnlyDictionary<string, string> processor) =>
        processor.GetValueOrDefault("vendor_id") == "GenuineIntel" && processor.GetValueOrDefault("cpu family") == "6" && processor.GetValueOrDefault("model") is "85" or "102";

    private static Dictionary<string, string> FirstProcessor()
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines("/proc/cpuinfo").TakeWhile(l => l.Length > 0))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                found[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }

        return found;
    }

    // execv(3): the process stays the same, with its environment, its files and its parent.
    [DllImport("libc", EntryPoint = "execv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string program, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPUTF8Str)] string?[] arguments);
}
