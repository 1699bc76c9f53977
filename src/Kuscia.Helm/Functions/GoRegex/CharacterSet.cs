namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>A set of code points as sorted ranges that do not touch. Immutable.</summary>
internal sealed class CharacterSet
{
    private const int Last = 0x10FFFF;
    private const int LastFolding = 0x1E943;

    private readonly (int First, int Last)[] _ranges;
    private readonly UInt128 _ascii;

    private CharacterSet(List<(int First, int Last)> ranges)
    {
        _ranges = [.. ranges];
        for (int code = 0; code < 128; code++)
        {
            if (Search(code))
            {
                _ascii |= UInt128.One << code;
            }
        }
    }

    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    public static CharacterSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.OrderBy(static range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new CharacterSet(merged);
    }

    public static CharacterSet Single(int code) => new([(code, code)]);

    public bool Contains(int code) => code < 128 ? ((_ascii >> code) & 1) != 0 : Search(code);

    public CharacterSet Negated()
    {
        List<(int First, int Last)> rest = [];
        int next = 0;
        foreach ((int first, int last) in _ranges)
        {
            if (first > next)
            {
                rest.Add((next, first - 1));
            }
            next = last + 1;
        }

        if (next <= Last)
        {
            rest.Add((next, Last));
        }
        return new CharacterSet(rest);
    }

    /// <summary>The set with upper and lower case made equal by Unicode's simple folding.</summary>
    public CharacterSet Folded()
    {
        List<(int First, int Last)> ranges = [.. _ranges];
        foreach ((int first, int last) in _ranges)
        {
            for (int code = first; code <= Math.Min(last, LastFolding); code++)
            {
                foreach (int other in CaseFolding.Others(code))
                {
                    ranges.Add((other, other));
                }
            }
        }

        return Of(ranges);
    }

    private bool Search(int code)
    {
        int low = 0;
        int high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (code > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else if (code < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
