namespace Kuscia.Testing.Components;

/// <summary>Programs of other makers that tests run: kubectl, curl, nginx and so on.</summary>
public static class RealComponent
{
    /// <summary>True when a missing program must fail tests instead of skipping them.</summary>
    public static bool IsRequired => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The full path of a program on PATH, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>The full path of a program; throws with the cure when it is missing.</summary>
    public static string PathOf(string program) =>
        Find(program) ?? throw new InvalidOperationException($"The program {program} is not on PATH; install it to run this test.");

    /// <summary>Why a test cannot run, or null when it can or must.</summary>
    internal static string? SkipReason(string[] programs)
    {
        string[] missing = [.. programs.Where(p => Find(p) is null)];
        return missing.Length == 0 || IsRequired ? null : $"not on PATH: {string.Join(", ", missing)}";
    }
}
