using System.Security.Cryptography;
using Kuscia.Psi.Okvs;
using Kuscia.Psi.Tests.Support;

namespace Kuscia.Psi.Tests.Okvs;

[Collection(BusyTests.Name)]
public sealed class OkvsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void Every_key_decodes_to_its_value(int count)
    {
        OkvsShape shape = OkvsShape.For(count, 42);
        using OkvsHash hash = new(RandomNumberGenerator.GetBytes(32));
        BinnedKeys keys = Bin(RandomBlocks.Create(count), shape, hash);
        Block[] store = new Block[shape.Length];
        Block[] values = new Block[count];

        Assert.True(OkvsEncoder.TryEncode(shape, keys, hash, store, 2));
        OkvsDecoder.Decode(shape, store, keys, hash, values, 2);

        Assert.Equal(keys.Keys, values);
    }

    /// <summary>Of two keys with the same columns the sparse part can carry one.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(9, false)]
    public void Rows_beyond_the_sparse_part_go_to_the_dense_columns_while_there_are_any(int gap, bool solved)
    {
        OkvsShape shape = OkvsShape.For(128, 42);
        using OkvsHash hash = new(RandomNumberGenerator.GetBytes(32));
        Block[] keys = RandomBlocks.Create(64);
        Block[] colliding = Colliding(hash, shape, gap);
        Block[] all = [.. keys, .. colliding];
        Block[] store = new Block[shape.Length];

        Assert.Equal(solved, new OkvsEncoder(shape, hash).TryEncode(all, store));

        BinnedKeys binned = Bin(all, shape, hash);
        Block[] values = new Block[all.Length];
        OkvsDecoder.Decode(shape, store, binned, hash, values, 1);
        Assert.Equal(solved, values.SequenceEqual(binned.Keys));
    }

    /// <summary>Equations 2 and 3 and the gap rule of RR22 §3.2, computed apart with Python for n = 2^15 and lambda = 47.</summary>
    [Fact]
    public void Parameters_follow_the_published_formulas()
    {
        Assert.Equal(1.25969, OkvsShape.Expansion(1 << 15, 47), 5);
        Assert.Equal(3, OkvsShape.DenseColumns(41_300, 47));
        Assert.Equal(1.223, OkvsShape.Expansion(1 << 15, -9.2), 6);
        OkvsShape million = OkvsShape.For(1 << 20, 42);
        Assert.Equal(32, million.Bins);
        Assert.InRange(million.Length, 1.30 * (1 << 20), 1.33 * (1 << 20));
        Assert.InRange(million.Sparse, 1, ushort.MaxValue);
    }

    /// <summary>Chernoff's bound must lie above the exact binomial tail, and not far above.</summary>
    [Fact]
    public void Bin_capacities_hold_against_the_exact_tail()
    {
        const int Items = 1 << 20;
        const int Bins = 32;

        int capacity = BinLoads.Capacity(Items, Bins, 42);
        double exact = -Math.Log2(Bins * ExactTail(Items, 1.0 / Bins, capacity + 1));

        Assert.InRange(exact, 42, 48);
    }

    /// <summary>
    /// The fit gives lambda = 10 for this expansion: a gap in one store of a thousand. 600 stores then have at most 6 gaps but for a chance of 2^-15.
    /// </summary>
    [Fact]
    public void Gaps_are_as_rare_as_the_fit_says_at_reduced_parameters()
    {
        const int Items = 1 << 12;
        int columns = (int)(OkvsShape.Expansion(Items, 10) * Items);

        int gaps = Enumerable.Range(0, 600).Count(_ => HasGap(Items, columns));

        Assert.InRange(gaps, 0, 6);
    }

    [Fact]
    public void Columns_of_a_row_are_three_different_ones_and_all_occur()
    {
        (uint First, uint Second, uint Third)[] rows = [.. RandomBlocks.Create(20_000).Select(b => OkvsHash.Columns(b, 100))];

        Assert.All(rows, r => Assert.True(r.First != r.Second && r.Second != r.Third && r.First != r.Third && Math.Max(r.First, Math.Max(r.Second, r.Third)) < 100));
        Assert.All(Enumerable.Range(0, 100), c => Assert.InRange(rows.Count(r => r.First == c || r.Second == c || r.Third == c), 450, 750));
    }

    private static BinnedKeys Bin(Block[] keys, OkvsShape shape, OkvsHash hash)
    {
        BinnedKeys? binned = BinnedKeys.Create(keys, [.. Enumerable.Range(0, keys.Length)], shape, hash, shape.BinCapacity);
        Assert.NotNull(binned);
        return binned;
    }

    // Pairs of keys with the same three columns, found by search.
    private static Block[] Colliding(OkvsHash hash, OkvsShape shape, int pairs)
    {
        Dictionary<uint, Block> seen = [];
        Block[] columns = new Block[1 << 16];
        List<Block> result = [];
        while (result.Count < 2 * pairs)
        {
            Block[] keys = RandomBlocks.Create(columns.Length);
            hash.Columns(keys, columns);
            for (int i = 0; i < keys.Length && result.Count < 2 * pairs; i++)
            {
                (uint a, uint b, uint c) = OkvsHash.Columns(columns[i], (uint)shape.Sparse);
                uint[] sorted = [.. new[] { a, b, c }.Order()];
                uint name = (uint)HashCode.Combine(sorted[0], sorted[1], sorted[2]);
                if (!seen.TryAdd(name, keys[i]) && SameColumns(hash, shape, seen[name], keys[i]))
                {
                    result.AddRange([seen[name], keys[i]]);
                }
            }
        }

        return [.. result];
    }

    private static bool SameColumns(OkvsHash hash, OkvsShape shape, Block first, Block second)
    {
        Block[] columns = [first, second];
        hash.Columns(columns, columns);
        return Columns(OkvsHash.Columns(columns[0], (uint)shape.Sparse)).Order()
            .SequenceEqual(Columns(OkvsHash.Columns(columns[1], (uint)shape.Sparse)).Order());
    }

    private static bool HasGap(int items, int columns)
    {
        int[] degree = new int[columns];
        int[] rows = new int[columns];
        (uint, uint, uint)[] all = [.. RandomBlocks.Create(items).Select(b => OkvsHash.Columns(b, (uint)columns))];
        Stack<int> free = new();
        for (int i = 0; i < items; i++)
        {
            foreach (uint c in Columns(all[i]))
            {
                degree[c]++;
                rows[c] ^= i;
            }
        }

        Enumerable.Range(0, columns).Where(c => degree[c] == 1).ToList().ForEach(free.Push);
        int left = items;
        while (free.TryPop(out int column))
        {
            if (degree[column] == 1)
            {
                left--;
                int row = rows[column];
                foreach (uint c in Columns(all[row]))
                {
                    degree[c]--;
                    rows[c] ^= row;
                    if (degree[c] == 1)
                    {
                        free.Push((int)c);
                    }
                }
            }
        }

        return left > 0;
    }

    private static uint[] Columns((uint A, uint B, uint C) row) => [row.A, row.B, row.C];

    private static double ExactTail(int items, double p, int from)
    {
        double log = 0; // of C(items, from) p^from (1-p)^(items-from)
        for (int i = 1; i <= from; i++)
        {
            log += Math.Log((double)(items - from + i) / i);
        }

        log += (from * Math.Log(p)) + ((items - from) * Math.Log(1 - p));
        double term = Math.Exp(log);
        double sum = 0;
        for (int k = from; k < from + 5000; k++)
        {
            sum += term;
            term *= (double)(items - k) / (k + 1) * p / (1 - p);
        }

        return sum;
    }
}
