using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Kernels;

/// <summary>Turns 128 rows of bits into columns of 128 bits.</summary>
internal static class BitMatrix
{
    /// <summary>The number of rows.</summary>
    public const int Rows = 128;

    /// <summary>Transposes.</summary>
    /// <param name="rows">The rows one after the other, each of <paramref name="rowBytes"/> bytes.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="columns">The columns; bit i of a column comes from row i. At most 8 times <paramref name="rowBytes"/>.</param>
    public static void Transpose(ReadOnlySpan<byte> rows, int rowBytes, Span<Block> columns)
    {
        Span<ushort> parts = MemoryMarshal.Cast<Block, ushort>(columns);
        Span<byte> strip = stackalloc byte[16];
        for (int at = 0; at * 8 < columns.Length; at++)
        {
            for (int group = 0; group < Rows / 16; group++)
            {
                for (int i = 0; i < 16; i++)
                {
                    strip[i] = rows[(((group * 16) + i) * rowBytes) + at];
                }

                Vector128<byte> bytes = Vector128.Create(strip);
                for (int bit = 7; bit >= 0; bit--, bytes += bytes)
                {
                    int column = (at * 8) + bit;
                    if (column < columns.Length)
                    {
                        parts[(column * 8) + group] = (ushort)bytes.ExtractMostSignificantBits();
                    }
                }
            }
        }
    }
}
