using System.Buffers.Binary;

namespace Kuscia.Psi.Kernels;

/// <summary>The group ristretto255 of RFC 9496 on single points: decoding, encoding, the one-way map, multiplication.</summary>
internal static class Ristretto
{
    /// <summary>Bytes of an encoded element.</summary>
    public const int EncodedLength = 32;

    /// <summary>Bytes the one-way map takes.</summary>
    public const int UniformLength = 64;

    /// <summary>Decodes an element (RFC 9496 §4.3.1).</summary>
    /// <returns>False for a non-canonical or invalid encoding and for the identity.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        FieldElement s = FieldElement.FromBytes(bytes);
        bool wellFormed = IsCanonical(bytes);
        FieldElement ss = s.Square();
        FieldElement u1 = FieldElement.One - ss;
        FieldElement u2 = FieldElement.One + ss;
        FieldElement u2Squared = u2.Square();
        FieldElement v = -(FieldMath.D * u1.Square()) - u2Squared;
        ulong wasSquare = FieldMath.SqrtRatio(FieldElement.One, v * u2Squared, out FieldElement inverse);
        FieldElement denX = inverse * u2;
        FieldElement denY = inverse * denX * v;
        FieldElement x = ((s + s) * denX).Abs();
        FieldElement y = u1 * denY;
        FieldElement t = x * y;
        point = new(x, y, FieldElement.One, t);
        return wellFormed && wasSquare == 1 && t.IsNegative() == 0 && y.IsZero() == 0 && s.IsZero() == 0;
    }

    /// <summary>True when the bytes are an even number below p, as encodings are. What a partner sent is no secret.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> bytes)
    {
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        bool belowP = high < ulong.MaxValue >> 1 || (high == ulong.MaxValue >> 1
            && (low < ulong.MaxValue - 18 || bytes[8..24].ContainsAnyExcept((byte)0xff)));
        return belowP && (low & 1) == 0;
    }

    /// <summary>Maps 64 uniform bytes to an element (RFC 9496 §4.3.4).</summary>
    public static EdwardsPoint FromUniform(ReadOnlySpan<byte> bytes) =>
        EdwardsPoint.Add(Map(FieldElement.FromBytes(bytes[..32])), Map(FieldElement.FromBytes(bytes[32..64])).ToCached());

    /// <summary>hP for the stored half h of the scalar; the same sequence of operations for every h.</summary>
    public static EdwardsPoint MultiplyByHalf(in EdwardsPoint point, SecretScalar scalar)
    {
        Span<CachedPoint> table = stackalloc CachedPoint[8];
        table[0] = point.ToCached();
        EdwardsPoint multiple = point;
        for (int i = 1; i < 8; i++)
        {
            multiple = EdwardsPoint.Add(multiple, table[0]);
            table[i] = multiple.ToCached();
        }

        ReadOnlySpan<sbyte> digits = scalar.Digits;
        EdwardsPoint r = EdwardsPoint.Identity;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            r = r.Double(false).Double(false).Double(false).Double(true);
            r = EdwardsPoint.Add(r, Pick(table, digits[i]));
        }

        return r;
    }

    /// <summary>Encodes the doubles of the points, with one inversion for all of them.</summary>
    public static void EncodeDoubles(ReadOnlySpan<EdwardsPoint> points, Span<byte> encoded)
    {
        DoubledPoint[] doubled = new DoubledPoint[points.Length];
        FieldElement[] products = new FieldElement[points.Length];
        FieldElement product = FieldElement.One;
        for (int i = 0; i < points.Length; i++)
        {
            doubled[i] = DoubledPoint.From(points[i]);
            products[i] = product;
            product *= doubled[i].Denominator;
        }

        FieldElement inverse = FieldMath.Invert(product);
        for (int i = points.Length - 1; i >= 0; i--)
        {
            doubled[i].Encode(inverse * products[i], encoded.Slice(i * EncodedLength, EncodedLength));
            inverse *= doubled[i].Denominator;
        }
    }

    /// <summary>Reads the whole table and keeps the entry of the digit's magnitude, negated when the digit is negative.</summary>
    private static CachedPoint Pick(ReadOnlySpan<CachedPoint> table, sbyte digit)
    {
        int sign = digit >> 7;
        ulong magnitude = (ulong)((digit ^ sign) - sign);
        CachedPoint picked = default;
        picked.Merge(CachedPoint.Identity, IsEqual(magnitude, 0));
        for (int i = 0; i < table.Length; i++)
        {
            picked.Merge(table[i], IsEqual(magnitude, (ulong)i + 1));
        }

        return picked.Negate((ulong)(sign & 1));
    }

    /// <summary>All ones when both are equal, else zero.</summary>
    private static ulong IsEqual(ulong a, ulong b)
    {
        ulong difference = a ^ b;
        return ((difference | (0UL - difference)) >> 63) - 1;
    }

    private static EdwardsPoint Map(in FieldElement t)
    {
        FieldElement r = FieldMath.SqrtM1 * t.Square();
        FieldElement u = (r + FieldElement.One) * FieldMath.OneMinusDSquared;
        FieldElement v = (-FieldElement.One - (r * FieldMath.D)) * (r + FieldMath.D);
        ulong wasSquare = FieldMath.SqrtRatio(u, v, out FieldElement s);
        FieldElement sPrime = -(s * t).Abs();
        s = FieldElement.Select(sPrime, s, wasSquare);
        FieldElement c = FieldElement.Select(r, -FieldElement.One, wasSquare);
        FieldElement n = (c * (r - FieldElement.One) * FieldMath.DMinusOneSquared) - v;
        FieldElement w0 = (s + s) * v;
        FieldElement w1 = n * FieldMath.SqrtADMinusOne;
        FieldElement ss = s.Square();
        FieldElement w2 = FieldElement.One - ss;
        FieldElement w3 = FieldElement.One + ss;
        return new(w0 * w3, w2 * w1, w1 * w3, w0 * w2);
    }
}
