namespace Kuscia.Psi.Okvs;

/// <summary>
/// The sizes of an oblivious key-value store with rows of three sparse positions and a few dense columns over the field of 2^128 elements, split into
/// bins that are stores of their own ("separate" clusters in Raghuraman, Rindal: Blazing Fast PSI from Improved OKVS and Subfield VOLE,
/// CCS 2022, §2.1). Parameters after its §3.2.
/// </summary>
internal sealed record OkvsShape
{
    /// <summary>Sparse positions of a row.</summary>
    public const int Weight = 3;

    /// <summary>Items of an average bin: 2^15, so that a bin (some 700 KiB) stays in a second-level cache and a position in 16 bits.</summary>
    public const int BinItems = 1 << 15;

    // The published fit starts at 2^6 items; small stores are made as large as one of this size, which costs nothing that matters.
    private const int MinimumItems = 1 << 12;

    private OkvsShape(int capacity, double securityBits)
    {
        Bins = Math.Max(1, (capacity + (BinItems / 2)) / BinItems);
        BinCapacity = BinLoads.Capacity(capacity, Bins, securityBits);
        int items = Math.Max(BinCapacity, MinimumItems);
        double bits = securityBits + Math.Log2(Bins);
        Sparse = (int)Math.Ceiling(Expansion(items, bits) * items);
        Dense = DenseColumns(Sparse, bits) + 1; // one more than the rule asks for
    }

    /// <summary>Bins.</summary>
    public int Bins { get; }

    /// <summary>The most items of a bin.</summary>
    public int BinCapacity { get; }

    /// <summary>Sparse columns of a bin.</summary>
    public int Sparse { get; }

    /// <summary>Dense columns of a bin.</summary>
    public int Dense { get; }

    /// <summary>Elements of a bin.</summary>
    public int BinLength => Sparse + Dense;

    /// <summary>Elements of the store.</summary>
    public int Length => Bins * BinLength;

    /// <summary>The shape for up to <paramref name="capacity"/> items that fails with probability at most 2^-<paramref name="securityBits"/> for bin loads, and again for encoding.</summary>
    public static OkvsShape For(int capacity, double securityBits) => new(capacity, securityBits);

    /// <summary>
    /// Columns per item: e = e* + (lambda + 9.2) / slope with the phase transition at (e*, lambda) = (1.223, -9.2) for weight 3 (equation 2) and
    /// log2 slope = 0.55 log2 n + 0.093 w'^3 - 1.01 w'^2 + 2.92 w' - 0.13, w' = log2 3 (equation 3).
    /// </summary>
    public static double Expansion(int items, double bits)
    {
        double w = Math.Log2(Weight);
        double slope = Math.Pow(2, (0.55 * Math.Log2(items)) + (0.093 * w * w * w) - (1.01 * w * w) + (2.92 * w) - 0.13);
        return 1.223 + ((bits + 9.2) / slope);
    }

    /// <summary>The largest gap that is left with noticeable probability: floor(lambda / ((w - 2) log2(e n))) (§3.2).</summary>
    public static int DenseColumns(int columns, double bits) => (int)Math.Floor(bits / ((Weight - 2) * Math.Log2(columns)));
}
