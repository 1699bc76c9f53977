using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Psi.Kernels;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Kernels;

public sealed class MaskingKernelTests
{
    public static TheoryData<string> Kernels => [.. MaskingKernels.Available.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Multiples_of_the_generator_encode_as_in_RFC_9496(string kernel)
    {
        byte[] generator = Convert.FromHexString(Rfc9496.Multiples[1]);
        for (int i = 1; i < Rfc9496.Multiples.Length; i++)
        {
            using SecretScalar scalar = Rfc9496.Scalar(i);
            byte[] product = new byte[32];

            int wrong = Find(kernel).Multiply(generator, scalar, product);

            Assert.Equal(-1, wrong);
            Assert.Equal(Rfc9496.Multiples[i], Convert.ToHexStringLower(product));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Labels_map_to_the_elements_of_RFC_9496(string kernel)
    {
        byte[] uniform = [.. Rfc9496.Derived.SelectMany(d => SHA512.HashData(Encoding.ASCII.GetBytes(d.Label)))];
        byte[] encoded = new byte[32 * Rfc9496.Derived.Length];
        using SecretScalar one = Rfc9496.Scalar(1);

        Find(kernel).MapAndMultiply(uniform, one, encoded);

        Assert.Equal(Rfc9496.Derived.Select(d => d.Encoding), encoded.Chunk(32).Select(Convert.ToHexStringLower));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Invalid_encodings_and_the_identity_are_refused_wherever_they_stand(string kernel)
    {
        using SecretScalar scalar = SecretScalar.Random();
        byte[] output = new byte[32 * 21];
        for (int i = 0; i < Rfc9496.Invalid.Length; i++)
        {
            int place = i % 21;
            byte[][] elements = [.. Enumerable.Repeat(Convert.FromHexString(Rfc9496.Multiples[7]), 21)];
            elements[place] = Convert.FromHexString(Rfc9496.Invalid[i]);

            int wrong = Find(kernel).Multiply(elements.SelectMany(e => e).ToArray(), scalar, output);

            Assert.Equal((i, place), (i, wrong));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Masking_commutes(string kernel)
    {
        byte[] uniform = RandomNumberGenerator.GetBytes(64 * 100);
        using SecretScalar a = SecretScalar.Random();
        using SecretScalar b = SecretScalar.Random();
        IMaskingKernel k = Find(kernel);

        byte[] ab = Mask(k, uniform, a, b);
        byte[] ba = Mask(k, uniform, b, a);

        Assert.Equal(ab, ba);
        Assert.Equal(100, ab.Chunk(32).Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void All_kernels_give_the_same_bytes()
    {
        byte[] uniform = RandomNumberGenerator.GetBytes(64 * 203);
        uniform.AsSpan(0, 32).Clear();
        uniform.AsSpan(64, 32).Fill(0xff);
        using SecretScalar a = SecretScalar.Random();
        using SecretScalar b = SecretScalar.Random();

        byte[][] results = [.. MaskingKernels.Available.Select(k => Mask(k, uniform, a, b))];

        Assert.All(results, r => Assert.Equal(results[0], r));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Extreme_exponents_are_right(string kernel)
    {
        BigInteger minusOne = Rfc9496.Order - 1;
        byte[] generator = Convert.FromHexString(Rfc9496.Multiples[1]);
        byte[] once = new byte[32];
        byte[] twice = new byte[32];
        using SecretScalar scalar = Rfc9496.Scalar(minusOne);

        _ = Find(kernel).Multiply(generator, scalar, once);
        _ = Find(kernel).Multiply(once, scalar, twice);

        Assert.NotEqual(generator, once);
        Assert.Equal(generator, twice);
    }

    [Fact]
    public void A_disposed_scalar_holds_no_secret()
    {
        SecretScalar scalar = SecretScalar.Random();

        scalar.Dispose();

        Assert.All(scalar.Digits.ToArray(), d => Assert.Equal(0, d));
    }

    private static IMaskingKernel Find(string name) => MaskingKernels.Available.Single(k => k.Name == name);

    private static byte[] Mask(IMaskingKernel kernel, byte[] uniform, SecretScalar first, SecretScalar second)
    {
        byte[] once = new byte[uniform.Length / 2];
        byte[] twice = new byte[once.Length];
        kernel.MapAndMultiply(uniform, first, once);
        Assert.Equal(-1, kernel.Multiply(once, second, twice));
        return twice;
    }
}
