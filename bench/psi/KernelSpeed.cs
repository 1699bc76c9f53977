using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Bench;

/// <summary>
/// Group operations per second on one core: own kernels and libsodium by turns in the same run, best of the rounds.
/// One item of a PSI run costs a party two multiplications and one map.
/// </summary>
internal static class KernelSpeed
{
    private const int Rounds = 5;
    private const int Items = 4096;

    private static readonly byte[] Uniform = RandomNumberGenerator.GetBytes(Items * Ristretto.UniformLength);
    private static readonly byte[] Elements = new byte[Items * Ristretto.EncodedLength];
    private static readonly byte[] Output = new byte[Items * Ristretto.EncodedLength];

    /// <summary>Measures and returns the lines of a table.</summary>
    public static List<string> Measure()
    {
        using SecretScalar scalar = SecretScalar.Random();
        MaskingKernels.Best.MapAndMultiply(Uniform, scalar, Elements);
        List<Contender> contenders = [.. MaskingKernels.Available.Select(k => Own(k, scalar))];
        if (Sodium.TryStart())
        {
            contenders.Add(Library());
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (Contender c in contenders)
            {
                c.Multiply = Math.Min(c.Multiply, Time(c.RunMultiply));
                c.Map = Math.Min(c.Map, Time(c.RunMap));
            }
        }

        return Table(contenders);
    }

    private static Contender Own(IMaskingKernel kernel, SecretScalar scalar) => new(
        kernel.Name,
        () => kernel.Multiply(Elements, scalar, Output),
        () => kernel.MapAndMultiply(Uniform, scalar, Output));

    private static unsafe Contender Library()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        secret[31] &= 0x0f;
        return new(
            "libsodium",
            () =>
            {
                fixed (byte* s = secret, e = Elements, o = Output)
                {
                    for (int i = 0; i < Items; i++)
                    {
                        _ = Sodium.Multiply(o + (32 * i), s, e + (32 * i));
                    }
                }
            },
            () =>
            {
                fixed (byte* s = secret, u = Uniform, o = Output)
                {
                    for (int i = 0; i < Items; i++)
                    {
                        _ = Sodium.FromHash(o + (32 * i), u + (64 * i));
                        _ = Sodium.Multiply(o + (32 * i), s, o + (32 * i));
                    }
                }
            });
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / Items;
    }

    private static List<string> Table(List<Contender> contenders)
    {
        Contender? library = contenders.Find(c => c.Name == "libsodium");
        List<string> lines =
        [
            "| kernel, one core | multiply /s | map and multiply /s | µs per PSI item | against libsodium |",
            "|---|---:|---:|---:|---:|",
        ];
        foreach (Contender c in contenders)
        {
            string ratio = library is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{library.PerItem / c.PerItem:0.00}x");
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| {c.Name} | {1 / c.Multiply:#,0} | {1 / c.Map:#,0} | {c.PerItem * 1e6:0.0} | {ratio} |"));
        }

        return lines;
    }

    private sealed record Contender(string Name, Action RunMultiply, Action RunMap)
    {
        public double Multiply { get; set; } = double.MaxValue;

        public double Map { get; set; } = double.MaxValue;

        public double PerItem => Multiply + Map;
    }
}
