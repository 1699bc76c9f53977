namespace Kuscia.Psi.Okvs;

/// <summary>How many items a bin may get when items fall into bins at random.</summary>
internal static class BinLoads
{
    /// <summary>
    /// The least capacity that some bin exceeds with probability at most 2^-<paramref name="securityBits"/>: Chernoff's bound
    /// P[Bin(n, p) >= c] &lt;= exp(-n D(c/n || p)) with the relative entropy D, times the number of bins.
    /// </summary>
    public static int Capacity(int items, int bins, double securityBits)
    {
        if (bins == 1)
        {
            return items;
        }

        int low = items / bins;
        int high = items;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (FailureBits(items, bins, middle + 1) >= securityBits)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>-log2 of the bound on the probability that some bin gets <paramref name="load"/> items or more.</summary>
    public static double FailureBits(int items, int bins, int load)
    {
        double p = 1.0 / bins;
        double a = (double)load / items;
        if (a <= p)
        {
            return 0;
        }

        double entropy = load >= items ? -Math.Log2(p) : (a * Math.Log2(a / p)) + ((1 - a) * Math.Log2((1 - a) / (1 - p)));
        return load > items ? double.PositiveInfinity : (items * entropy) - Math.Log2(bins);
    }
}
