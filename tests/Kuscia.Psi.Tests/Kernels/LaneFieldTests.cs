using System.Numerics;
using System.Runtime.Intrinsics;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Tests.Kernels;

/// <summary>Field arithmetic in lanes against whole numbers, at every register width this processor has.</summary>
public sealed class LaneFieldTests
{
    // A hair over 2^50: the largest limb that the methods call reduced.
    private const double Largest = (1L << 50) + (1 << 14);

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    [Fact]
    public void Products_squares_and_sums_equal_those_of_whole_numbers()
    {
        int rounds = 0;
        if (Lanes512.IsSupported)
        {
            rounds += Fields<Lanes512, Vector512<double>, Vector512<ulong>>.CheckArithmetic();
        }

        if (Lanes256.IsSupported)
        {
            rounds += Fields<Lanes256, Vector256<double>, Vector256<ulong>>.CheckArithmetic();
        }

        Assert.Equal(MaskingKernels.Available.Count - 1, rounds);
    }

    [Fact]
    public void Every_representation_has_one_canonical_form_sign_and_zero()
    {
        int rounds = 0;
        if (Lanes512.IsSupported)
        {
            rounds += Fields<Lanes512, Vector512<double>, Vector512<ulong>>.CheckForms();
        }

        if (Lanes256.IsSupported)
        {
            rounds += Fields<Lanes256, Vector256<double>, Vector256<ulong>>.CheckForms();
        }

        Assert.Equal(MaskingKernels.Available.Count - 1, rounds);
    }

    private static unsafe class Fields<TLanes, TReal, TWord>
        where TLanes : ILanes<TReal, TWord>
        where TReal : unmanaged
        where TWord : unmanaged
    {
        private static readonly int Lanes = sizeof(TReal) / sizeof(double);

        public static int CheckArithmetic()
        {
            Random random = new(1);
            LaneKernel<TLanes, TReal, TWord>.Field a, b, product, square, sum, difference;
            for (int round = 0; round < 300; round++)
            {
                Fill(&a, random, round, 3);
                Fill(&b, random, round + 1, 1);
                LaneKernel<TLanes, TReal, TWord>.Multiply(&product, &a, &b);
                LaneKernel<TLanes, TReal, TWord>.Square(&square, &b);
                LaneKernel<TLanes, TReal, TWord>.AddReduced(&sum, &a, &b);
                LaneKernel<TLanes, TReal, TWord>.SubtractReduced(&difference, &a, &b);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    BigInteger x = Value(&a, lane, double.MaxValue);
                    BigInteger y = Value(&b, lane, double.MaxValue);
                    Assert.Equal(Mod(x * y), Mod(Value(&product, lane, Largest)));
                    Assert.Equal(Mod(y * y), Mod(Value(&square, lane, Largest)));
                    Assert.Equal(Mod(x + y), Mod(Value(&sum, lane, Largest)));
                    Assert.Equal(Mod(x - y), Mod(Value(&difference, lane, Largest)));
                }
            }

            return 1;
        }

        public static int CheckForms()
        {
            Random random = new(2);
            LaneKernel<TLanes, TReal, TWord>.Field a, canonical;
            byte[] bytes = new byte[32];
            for (int round = 0; round < 300; round++)
            {
                Fill(&a, random, round, 1);
                BigInteger near = (round % 7) - 3 + (((round % 3) - 1) * (P / 2)); // as far as reduced limbs reach
                Set(&a, 1, near);
                LaneKernel<TLanes, TReal, TWord>.Canonicalize(&canonical, &a);
                ulong odd = TLanes.Extract(LaneKernel<TLanes, TReal, TWord>.IsNegative(&a));
                ulong zero = TLanes.Extract(LaneKernel<TLanes, TReal, TWord>.IsZero(&a));
                for (int lane = 0; lane < Lanes; lane++)
                {
                    BigInteger expected = Mod(Value(&a, lane, double.MaxValue));
                    LaneKernel<TLanes, TReal, TWord>.StoreLane(&canonical, lane, bytes);
                    Assert.Equal(expected, new BigInteger(bytes, isUnsigned: true));
                    Assert.Equal((!expected.IsEven, expected.IsZero), (((odd >> lane) & 1) == 1, ((zero >> lane) & 1) == 1));
                }
            }

            return 1;
        }

        // Extreme limbs of either sign by turns with random ones; times the number of reduced summands.
        private static void Fill(LaneKernel<TLanes, TReal, TWord>.Field* a, Random random, int round, int summands)
        {
            double* limbs = (double*)a;
            for (int i = 0; i < 5 * Lanes; i++)
            {
                double value = ((round + i) % 5) switch
                {
                    0 when round % 2 == 0 => Largest,
                    1 when round % 2 == 0 => -Largest,
                    2 when round % 4 == 0 => 0,
                    _ => random.NextInt64(-(1L << 50), (1L << 50) + 1),
                };
                limbs[i] = (round % 6 == 0 ? Largest : value) * summands;
            }
        }

        private static void Set(LaneKernel<TLanes, TReal, TWord>.Field* a, int lane, BigInteger value)
        {
            double* limbs = (double*)a;
            for (int i = 0; i < 4; i++)
            {
                BigInteger limb = ((value % (BigInteger.One << 51)) + (BigInteger.One << 51)) % (BigInteger.One << 51);
                limb = limb >= BigInteger.One << 50 ? limb - (BigInteger.One << 51) : limb;
                limbs[(i * Lanes) + lane] = (double)limb;
                value = (value - limb) >> 51;
            }

            limbs[(4 * Lanes) + lane] = (double)value;
        }

        private static BigInteger Value(LaneKernel<TLanes, TReal, TWord>.Field* a, int lane, double largest)
        {
            BigInteger value = 0;
            for (int i = 4; i >= 0; i--)
            {
                double limb = ((double*)a)[(i * Lanes) + lane];
                Assert.InRange(limb, -largest, largest);
                value = (value << 51) + new BigInteger(limb);
            }

            return value;
        }

        private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;
    }
}
