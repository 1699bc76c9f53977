namespace Kuscia.Testing.Components;

/// <summary>Programs of other makers that tests run: kubectl, curl, nginx and so on; <c>python3:NAME</c> means a module of the system's Python.</summary>
public static class RealComponent
{
    /// <summary>The interpreter to which the distribution's Python packages belong.</summary>
    public const string SystemPython = "/usr/bin/python3";

    private const string PythonPrefix = "python3:";

    /// <summary>True when a missing program must fail tests instead of skipping them.</summary>
    public static bool IsRequired => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The full path of a program on PATH, or of the folder of a Python module; null when it is missing.</summary>
    public static string? Find(string program) => program.StartsWith(PythonPrefix, StringComparison.Ordinal) ? FindModule(program[PythonPrefix.Length..]) : FindProgram(program);

    private static string? FindModule(string module)
    {
        string folder = Path.Combine("/usr/lib/python3/dist-packages", module);
        return File.Exists(SystemPython) && Directory.Exists(folder) ? folder : null;
    }

    private static string? FindProgram(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>The full path of a program; throws with the cure when it is missing.</summary>
    public static string PathOf(string program) =>
        Path.IsPathRooted(program) ? program : Find(program) ?? throw new InvalidOperationException($"The program {program} is not on PATH; install it to run this test.");

    /// <summary>Why a test cannot run, or null when it can or must.</summary>
    internal static string? SkipReason(string[] programs)
    {
        string[] missing = [.. programs.Where(p => Find(p) is null)];
        return missing.Length == 0 || IsRequired ? null : $"not installed: {string.Join(", ", missing)}";
    }
}
