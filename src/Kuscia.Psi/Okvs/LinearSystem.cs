using System.Runtime.Intrinsics;
using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Okvs;

/// <summary>Small systems of linear equations over the field of 2^128 elements.</summary>
internal static class LinearSystem
{
    /// <summary>Solves a square system by elimination.</summary>
    /// <param name="system">Coefficients, with the right side as last column; overwritten.</param>
    /// <param name="solution">Gets the unknowns.</param>
    /// <returns>False when the rows are dependent.</returns>
    public static bool TrySolve(Block[,] system, Span<Block> solution)
    {
        int size = solution.Length;
        for (int column = 0; column < size; column++)
        {
            int pivot = column;
            while (pivot < size && system[pivot, column] == Vector128<ulong>.Zero)
            {
                pivot++;
            }

            if (pivot == size)
            {
                return false;
            }

            Block inverse = Gf128.Invert(system[pivot, column]);
            for (int k = column; k <= size; k++)
            {
                Block value = Gf128.Multiply(system[pivot, k], inverse);
                system[pivot, k] = system[column, k];
                system[column, k] = value;
            }

            for (int row = 0; row < size; row++)
            {
                Block factor = row == column ? default : system[row, column];
                for (int k = column; k <= size; k++)
                {
                    system[row, k] ^= Gf128.Multiply(factor, system[column, k]);
                }
            }
        }

        for (int i = 0; i < size; i++)
        {
            solution[i] = system[i, size];
        }

        return true;
    }
}
