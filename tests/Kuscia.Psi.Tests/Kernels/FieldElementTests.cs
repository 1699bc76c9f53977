using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Tests.Kernels;

public sealed class FieldElementTests
{
    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;

    // Mixes small, random and just-below/above-p values, where carries go wrong.
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), 32),
        Gen.Choose(-40, 40).Select(i => Encode(P + i)),
        Gen.Choose(0, 40).Select(i => Encode(i)),
        Gen.Choose(0, 254).Select(i => Encode(BigInteger.Pow(2, i) - 1)));

    [Fact]
    public void Sum_difference_and_product_are_those_of_integers_modulo_p() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Bytes.Two().ToArbitrary(), pair =>
        {
            FieldElement a = FieldElement.FromBytes(pair.Item1);
            FieldElement b = FieldElement.FromBytes(pair.Item2);
            BigInteger x = Value(pair.Item1);
            BigInteger y = Value(pair.Item2);
            return Decode(a + b) == (x + y) % P
                && Decode(a - b) == (x - y + (2 * P)) % P
                && Decode(a * b) == x * y % P
                && Decode((a + b) * (a - b)) == (x + y) * (x - y + (2 * P)) % P;
        }));

    [Fact]
    public void Square_inverse_and_sign_are_those_of_integers_modulo_p() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Bytes.ToArbitrary(), bytes =>
        {
            FieldElement a = FieldElement.FromBytes(bytes);
            BigInteger x = Value(bytes);
            return Decode(a.Square()) == x * x % P
                && Decode(FieldMath.Invert(a)) == BigInteger.ModPow(x, P - 2, P)
                && a.IsNegative() == (x.IsEven ? 0UL : 1UL)
                && a.IsZero() == (x.IsZero ? 1UL : 0UL);
        }));

    [Fact]
    public void Square_roots_of_ratios_follow_RFC_9496() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Bytes.Two().ToArbitrary(), pair =>
        {
            FieldElement u = FieldElement.FromBytes(pair.Item1);
            FieldElement v = FieldElement.FromBytes(pair.Item2);
            ulong square = FieldMath.SqrtRatio(u, v, out FieldElement root);
            FieldElement expected = FieldElement.Select(u * FieldMath.SqrtM1, u, square);
            bool degenerate = u.IsZero() == 1 || v.IsZero() == 1;
            return root.IsNegative() == 0
                && (degenerate ? root.IsZero() == 1 && square == u.IsZero() : FieldElement.Equal(v * root.Square(), expected) == 1);
        }));

    private static BigInteger Value(byte[] bytes) =>
        (new BigInteger(bytes, isUnsigned: true) & (BigInteger.Pow(2, 255) - 1)) % P;

    private static BigInteger Decode(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.ToBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    private static byte[] Encode(BigInteger value)
    {
        byte[] bytes = new byte[32];
        _ = value.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }
}
