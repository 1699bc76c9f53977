using System.Security.Cryptography;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Tests.Kernels;

public sealed unsafe class FieldLanesTests
{
    [Fact]
    public void Products_and_squares_in_lanes_equal_the_scalar_ones()
    {
        foreach (int width in Supported())
        {
            CompareWithScalar(width);
        }
    }

    [Fact]
    public void Operands_at_the_limits_of_their_size_do_not_overflow()
    {
        foreach (int width in Supported())
        {
            MultiplyLargest(width);
        }
    }

    private static void CompareWithScalar(int width)
    {
        byte[] left = Operands();
        byte[] right = Operands();
        FieldVector a;
        FieldVector b;
        FieldVector product;
        FieldVector square;
        Load(&a, left);
        Load(&b, right);

        Multiply(width, &product, &a, &b);
        Square(width, &square, &a);

        for (int lane = 0; lane < FieldVector.Lanes; lane++)
        {
            FieldElement x = FieldElement.FromBytes(left.AsSpan(32 * lane, 32));
            FieldElement y = FieldElement.FromBytes(right.AsSpan(32 * lane, 32));
            Assert.Equal(Bytes(x * y), Store(&product, lane));
            Assert.Equal(Bytes(x.Square()), Store(&square, lane));
        }
    }

    private static void MultiplyLargest(int width)
    {
        FieldVector ones;
        byte[] full = new byte[32 * FieldVector.Lanes];
        full.AsSpan().Fill(0xff);
        Load(&ones, full); // every limb full: 2^255 - 1 = 18 mod p
        FieldVector large;
        FieldVector difference;
        FieldVector zero = default;
        FieldLanes.Subtract(&difference, &ones, &zero); // limbs 1.6 bits over
        FieldLanes.Add(&large, &difference, &ones); // 2 bits over
        FieldVector product;
        FieldVector square;

        Multiply(width, &product, &large, &difference);
        Square(width, &square, &difference);

        FieldElement eighteen = new(18, 0, 0, 0, 0);
        Assert.Equal(Bytes((eighteen + eighteen) * eighteen), Store(&product, 5));
        Assert.Equal(Bytes(eighteen.Square()), Store(&square, 2));
    }

    private static IEnumerable<int> Supported() =>
        new[] { 512, 256 }.Where(w => w == 512 ? System.Runtime.Intrinsics.X86.Avx512F.IsSupported : FieldLanes.IsSupported);

    private static byte[] Operands()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(32 * FieldVector.Lanes);
        bytes.AsSpan(0, 32).Clear();
        bytes.AsSpan(32, 32).Fill(0xff);
        return bytes;
    }

    private static void Load(FieldVector* r, byte[] bytes)
    {
        for (int lane = 0; lane < FieldVector.Lanes; lane++)
        {
            FieldLanes.Load(r, lane, bytes.AsSpan(32 * lane, 32));
        }
    }

    private static string Store(FieldVector* a, int lane)
    {
        FieldVector canonical;
        FieldLanes.Canonicalize(&canonical, a);
        byte[] bytes = new byte[32];
        FieldLanes.Store(&canonical, lane, bytes);
        return Convert.ToHexString(bytes);
    }

    private static string Bytes(FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.ToBytes(bytes);
        return Convert.ToHexString(bytes);
    }

    private static void Multiply(int width, FieldVector* r, FieldVector* a, FieldVector* b)
    {
        if (width == 512)
        {
            FieldLanes512.Product(r, a, b);
        }
        else
        {
            FieldLanes256.Product(r, a, b);
        }
    }

    private static void Square(int width, FieldVector* r, FieldVector* a)
    {
        if (width == 512)
        {
            FieldLanes512.Square(r, a);
        }
        else
        {
            FieldLanes256.Square(r, a);
        }
    }
}
