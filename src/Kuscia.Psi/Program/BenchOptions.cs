using System.Globalization;

namespace Kuscia.Psi.Program;

/// <summary>The options of `kuscia-psi bench`.</summary>
/// <param name="Keys">Keys a side.</param>
/// <param name="Protocol">rr22 or ecdh.</param>
/// <param name="Threads">Threads of each party.</param>
/// <param name="Rounds">Rounds in this process; the first one warms up.</param>
/// <param name="Json">True for JSON.</param>
internal sealed record BenchOptions(int Keys, string Protocol, int Threads, int Rounds, bool Json)
{
    /// <summary>The usage text.</summary>
    public const string Usage = """
        Usage: kuscia-psi bench [--n KEYS] [--protocol rr22|ecdh] [--threads N] [--rounds N] [--json]
          both parties in one process, without CSV and network; one line a round, of which the first warms up
        """;

    /// <summary>Reads the arguments behind `bench`.</summary>
    public static BenchOptions Parse(ReadOnlySpan<string> args)
    {
        BenchOptions options = new(1 << 20, "rr22", Environment.ProcessorCount, 3, false);
        for (int i = 0; i < args.Length; i++)
        {
            string value = i + 1 < args.Length ? args[i + 1] : string.Empty;
            options = args[i] switch
            {
                "--json" => options with { Json = true },
                "--n" => options with { Keys = Number(args[i], value, 20_000_000) },
                "--threads" => options with { Threads = Number(args[i], value, 1024) },
                "--rounds" => options with { Rounds = Number(args[i], value, 1000) },
                "--protocol" when value is "rr22" or "ecdh" => options with { Protocol = value },
                _ => throw new PsiException(ExitCode.Configuration, $"unknown argument {args[i]} {value}\n{Usage}"),
            };
            i += args[i] == "--json" ? 0 : 1;
        }

        return options;
    }

    private static int Number(string name, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 && number <= most
            ? number
            : throw new PsiException(ExitCode.Configuration, $"{name} is '{text}'; it must be a whole number from 1 to {most}");
}
