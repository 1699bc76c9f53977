using System.Globalization;

namespace Kuscia.Soak.Bench;

/// <summary>What to run and for how long.</summary>
/// <param name="Command">flood, kill or cost.</param>
/// <param name="Length">Length of the whole run without start and end.</param>
/// <param name="Jobs">How many honest jobs are under way at once while a partner floods.</param>
/// <param name="Seed">Begins the sequence of random choices, so that a run can be repeated.</param>
internal sealed record SoakOptions(string Command, TimeSpan Length, int Jobs, int Seed)
{
    public static SoakOptions Parse(string[] arguments) => new(
        arguments.Length > 0 ? arguments[0] : "",
        TimeSpan.FromMinutes(Number(arguments, "--minutes", 30)),
        (int)Number(arguments, "--jobs", 1),
        (int)Number(arguments, "--seed", 1));

    private static double Number(string[] arguments, string name, double otherwise) =>
        Array.IndexOf(arguments, name) is var at and >= 0 && at + 1 < arguments.Length ? double.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
