using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Okvs;

/// <summary>
/// Finds a store for the keys of one bin: columns that one row alone uses are peeled off until none is left, rows that stay (the gap) go to
/// the dense columns, and the rest follows backwards (figure 1 of the paper). Buffers are kept between bins; one instance per thread.
/// </summary>
internal sealed class OkvsEncoder
{
    // A cell holds how many rows use a column, above this bit, and the exclusive or of their numbers below it.
    private const int CountShift = 20;
    private const uint RowMask = (1u << CountShift) - 1;

    private readonly OkvsShape _shape;
    private readonly OkvsHash _hash;
    private readonly Block[] _hashes;
    private readonly ushort[] _columns;
    private readonly uint[] _cells;
    private readonly int[] _order;
    private readonly ushort[] _pivots;
    private readonly ushort[] _free;
    private readonly List<int> _gap = [];
    private int _peeled;
    private int _waiting;

    /// <summary>Makes the buffers.</summary>
    public OkvsEncoder(OkvsShape shape, OkvsHash hash)
    {
        _shape = shape;
        _hash = hash;
        _hashes = new Block[shape.BinCapacity];
        _columns = new ushort[shape.BinCapacity * OkvsShape.Weight];
        _cells = new uint[shape.Sparse];
        _order = new int[shape.BinCapacity];
        _pivots = new ushort[shape.BinCapacity];
        _free = new ushort[shape.Sparse + (shape.BinCapacity * OkvsShape.Weight)];
    }

    /// <summary>Encodes all bins; each key's value is the key itself.</summary>
    /// <returns>False when the rows of a bin are dependent, which happens with the probability the shape was made for.</returns>
    public static bool TryEncode(OkvsShape shape, BinnedKeys keys, OkvsHash hash, Block[] store, int workers)
    {
        int failures = 0;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, part =>
        {
            OkvsEncoder encoder = new(shape, hash);
            for (int bin = shape.Bins * part / workers; bin < shape.Bins * (part + 1) / workers; bin++)
            {
                ReadOnlySpan<Block> own = keys.Keys.AsSpan(keys.Start(bin), keys.Start(bin + 1) - keys.Start(bin));
                if (!encoder.TryEncode(own, store.AsSpan(bin * shape.BinLength, shape.BinLength)))
                {
                    _ = Interlocked.Increment(ref failures);
                }
            }
        });
        return failures == 0;
    }

    /// <summary>Encodes one bin.</summary>
    public bool TryEncode(ReadOnlySpan<Block> keys, Span<Block> bin)
    {
        Fill(keys);
        Peel(keys.Length);
        bin.Clear();
        if (_gap.Count == 0)
        {
            Substitute(keys, bin);
            return true;
        }

        return _gap.Count <= _shape.Dense && TryCloseGap(keys, bin);
    }

    private void Fill(ReadOnlySpan<Block> keys)
    {
        Array.Clear(_cells);
        _hash.Columns(keys, _hashes);
        for (int row = 0; row < keys.Length; row++)
        {
            (uint a, uint b, uint c) = OkvsHash.Columns(_hashes[row], (uint)_shape.Sparse);
            int at = row * OkvsShape.Weight;
            (_columns[at], _columns[at + 1], _columns[at + 2]) = ((ushort)a, (ushort)b, (ushort)c);
            _cells[a] = (_cells[a] + (1u << CountShift)) ^ (uint)row;
            _cells[b] = (_cells[b] + (1u << CountShift)) ^ (uint)row;
            _cells[c] = (_cells[c] + (1u << CountShift)) ^ (uint)row;
        }
    }

    private void Peel(int rows)
    {
        _gap.Clear();
        _peeled = 0;
        _waiting = 0;
        for (int column = 0; column < _cells.Length; column++)
        {
            Offer(column);
        }

        while (true)
        {
            while (_waiting > 0)
            {
                ushort column = _free[--_waiting];
                if (_cells[column] >> CountShift == 1)
                {
                    int row = (int)(_cells[column] & RowMask);
                    _order[_peeled] = row;
                    _pivots[_peeled++] = column;
                    Remove(row);
                }
            }

            if (_peeled + _gap.Count == rows)
            {
                return;
            }

            int given = FindGapRow(rows);
            _gap.Add(given);
            Remove(given);
        }
    }

    private void Offer(int column)
    {
        if (_cells[column] >> CountShift == 1)
        {
            _free[_waiting++] = (ushort)column;
        }
    }

    private void Remove(int row)
    {
        for (int i = 0; i < OkvsShape.Weight; i++)
        {
            int column = _columns[(row * OkvsShape.Weight) + i];
            _cells[column] = (_cells[column] - (1u << CountShift)) ^ (uint)row;
            Offer(column);
        }
    }

    // A row of the least used column, as the paper does: with all others of that column but one gone, it can be peeled again. Rare.
    private int FindGapRow(int rows)
    {
        int best = -1;
        for (int column = 0; column < _cells.Length; column++)
        {
            uint count = _cells[column] >> CountShift;
            if (count > 1 && (best < 0 || count < _cells[best] >> CountShift))
            {
                best = column;
            }
        }

        HashSet<int> gone = [.. _gap, .. _order.AsSpan(0, _peeled)];
        int row = 0;
        while (gone.Contains(row) || !_columns.AsSpan(row * OkvsShape.Weight, OkvsShape.Weight).Contains((ushort)best))
        {
            row++;
        }

        return row < rows ? row : throw new InvalidOperationException("a column counts a row that does not use it");
    }

    /// <summary>Computes the pivots backwards from right sides; all sparse elements are zero before.</summary>
    private void Substitute(ReadOnlySpan<Block> rightSides, Span<Block> bin)
    {
        for (int i = _peeled - 1; i >= 0; i--)
        {
            int row = _order[i];
            bin[_pivots[i]] = rightSides[row] ^ Sparse(row, bin);
        }
    }

    private Block Sparse(int row, ReadOnlySpan<Block> bin)
    {
        int at = row * OkvsShape.Weight;
        return bin[_columns[at]] ^ bin[_columns[at + 1]] ^ bin[_columns[at + 2]];
    }

    /// <summary>
    /// The pivots depend linearly on the dense columns. One substitution for each of the first g of them gives the g by g system that the rows of the
    /// gap ask for.
    /// </summary>
    private bool TryCloseGap(ReadOnlySpan<Block> keys, Span<Block> bin)
    {
        int size = _gap.Count;
        Block[] seeds = new Block[keys.Length];
        _hash.Dense(keys, seeds);
        Block[,] system = new Block[size, size + 1];
        Substitute(keys, bin);
        for (int i = 0; i < size; i++)
        {
            system[i, size] = keys[_gap[i]] ^ Sparse(_gap[i], bin);
        }

        Block[] powers = new Block[keys.Length];
        Array.Fill(powers, Gf128.One);
        for (int j = 0; j < size; j++)
        {
            for (int row = 0; row < powers.Length; row++)
            {
                powers[row] = Gf128.Multiply(powers[row], seeds[row]);
            }

            bin.Clear();
            Substitute(powers, bin);
            for (int i = 0; i < size; i++)
            {
                system[i, j] = powers[_gap[i]] ^ Sparse(_gap[i], bin);
            }
        }

        bin.Clear();
        return LinearSystem.TrySolve(system, bin.Slice(_shape.Sparse, size)) && SubstituteAll(keys, seeds, bin);
    }

    private bool SubstituteAll(ReadOnlySpan<Block> keys, Block[] seeds, Span<Block> bin)
    {
        ReadOnlySpan<Block> dense = bin[_shape.Sparse..];
        for (int row = 0; row < keys.Length; row++)
        {
            seeds[row] = keys[row] ^ OkvsDecoder.Dense(dense, seeds[row]);
        }

        Substitute(seeds, bin);
        return true;
    }
}
