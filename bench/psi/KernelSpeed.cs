using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Bench;

/// <summary>
/// Group operations per second on one core: own kernels and libsodium by turns in the same run, best of the rounds.
/// One item of a PSI run costs a party two multiplications and one map.
/// </summary>
internal static class KernelSpeed
{
    private const int Rounds = 15;
    private const int Items = 4096;

    private static readonly byte[] Uniform = RandomNumberGenerator.GetBytes(Items * Ristretto.UniformLength);
    private static readonly byte[] Elements = new byte[Items * Ristretto.EncodedLength];
    private static readonly byte[] Output = new byte[Items * Ristretto.EncodedLength];

    /// <summary>Measures and returns the lines of a table.</summary>
    public static List<string> Measure()
    {
        byte[] half = RandomNumberGenerator.GetBytes(32);
        half[31] &= 0x07;
        using SecretScalar scalar = SecretScalar.FromHalf(half);
        MaskingKernels.Best.MapAndMultiply(Uniform, scalar, Elements);
        List<Contender> contenders = [.. MaskingKernels.Available.Select(k => Own(k, scalar))];
        if (Sodium.TryStart())
        {
            byte[] secret = Double(half);
            CheckAgainstLibrary(scalar, secret);
            contenders.Add(Library(secret));
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

    // The kernels multiply by twice the stored half; half is below 2^251, so its double needs no reduction.
    private static byte[] Double(byte[] half)
    {
        byte[] doubled = new byte[32];
        _ = (new BigInteger(half, isUnsigned: true) * 2).TryWriteBytes(doubled, out _, isUnsigned: true);
        return doubled;
    }

    /// <summary>Figures of kernels that compute something else than libsodium would mean nothing.</summary>
    private static unsafe void CheckAgainstLibrary(SecretScalar scalar, byte[] secret)
    {
        byte[] expected = new byte[32];
        foreach (IMaskingKernel kernel in MaskingKernels.Available)
        {
            _ = kernel.Multiply(Elements, scalar, Output);
            for (int i = 0; i < Items; i++)
            {
                fixed (byte* s = secret, e = Elements, x = expected)
                {
                    _ = Sodium.Multiply(x, s, e + (32 * i));
                }

                if (!expected.AsSpan().SequenceEqual(Output.AsSpan(32 * i, 32)))
                {
                    throw new InvalidOperationException($"kernel {kernel.Name} and libsodium disagree on element {i}");
                }
            }
        }
    }

    private static unsafe Contender Library(byte[] secret)
    {
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
