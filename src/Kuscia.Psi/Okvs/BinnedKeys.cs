using Kuscia.Psi.Kernels;

namespace Kuscia.Psi.Okvs;

/// <summary>Keys in the order of their bins.</summary>
internal sealed class BinnedKeys
{
    private readonly int[] _starts;

    private BinnedKeys(Block[] keys, int[] numbers, int[] starts)
    {
        Keys = keys;
        Numbers = numbers;
        _starts = starts;
    }

    /// <summary>The keys.</summary>
    public Block[] Keys { get; }

    /// <summary>The number that each key had.</summary>
    public int[] Numbers { get; }

    /// <summary>Where the keys of a bin start; also valid for the number of bins.</summary>
    public int Start(int bin) => _starts[bin];

    /// <summary>Sorts keys into bins.</summary>
    /// <returns>Null when a bin gets more than <paramref name="binCapacity"/>, which happens with the probability the shape was made for.</returns>
    public static BinnedKeys? Create(ReadOnlySpan<Block> keys, ReadOnlySpan<int> numbers, OkvsShape shape, OkvsHash hash, int binCapacity)
    {
        int[] bins = new int[keys.Length];
        int[] starts = new int[shape.Bins + 1];
        Span<Block> places = stackalloc Block[64];
        for (int start = 0; start < keys.Length; start += places.Length)
        {
            int count = Math.Min(places.Length, keys.Length - start);
            hash.Places(keys.Slice(start, count), places);
            for (int i = 0; i < count; i++)
            {
                int bin = OkvsHash.Bin(places[i], shape.Bins);
                bins[start + i] = bin;
                starts[bin + 1]++;
            }
        }

        for (int bin = 0; bin < shape.Bins; bin++)
        {
            if (starts[bin + 1] > binCapacity)
            {
                return null;
            }

            starts[bin + 1] += starts[bin];
        }

        return Scatter(keys, numbers, bins, starts);
    }

    private static BinnedKeys Scatter(ReadOnlySpan<Block> keys, ReadOnlySpan<int> numbers, int[] bins, int[] starts)
    {
        Block[] sorted = LargeBlocks.Create(keys.Length);
        int[] sortedNumbers = new int[keys.Length];
        int[] next = [.. starts];
        for (int i = 0; i < keys.Length; i++)
        {
            int at = next[bins[i]]++;
            sorted[at] = keys[i];
            sortedNumbers[at] = numbers[i];
        }

        return new(sorted, sortedNumbers, starts);
    }
}
