using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>A set of code points as sorted ranges that do not touch.</summary>
internal sealed class CharacterSet
{
    private const int Last = 0x10FFFF;

    private CharacterSet(List<(int First, int Last)> ranges) => Ranges = ranges;

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public static CharacterSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> merged = [];
        foreach ((int first, int last) in ranges.OrderBy(static range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            else
                merged.Add((first, last));
        }

        return new CharacterSet(merged);
    }

    public static CharacterSet Single(int code) => new([(code, code)]);

    public CharacterSet Negated()
    {
        List<(int First, int Last)> rest = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next)
                rest.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= Last)
            rest.Add((next, Last));
        return new CharacterSet(rest);
    }

    public CharacterSet Union(CharacterSet other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>The set with upper and lower case made equal by Unicode's simple folding.</summary>
    public CharacterSet Folded()
    {
        List<(int First, int Last)> ranges = [.. Ranges];
        foreach ((int first, int last) in Ranges)
        {
            for (int code = first; code <= Math.Min(last, 0x1E943); code++)
            {
                foreach (int other in CaseFolding.Others(code))
                    ranges.Add((other, other));
            }
        }

        return Of(ranges);
    }

    /// <summary>The set as a .NET pattern; characters beyond the basic plane are pairs of units.</summary>
    public string ToPattern()
    {
        StringBuilder basic = new();
        List<string> alternatives = [];
        foreach ((int first, int last) in Ranges)
        {
            if (first <= 0xFFFF)
                AppendBasic(basic, first, Math.Min(last, 0xFFFF));
            if (last > 0xFFFF)
                AddPairs(alternatives, Math.Max(first, 0x10000), last);
        }

        if (basic.Length > 0)
            alternatives.Insert(0, $"[{basic}]");
        return alternatives.Count switch
        {
            0 => "(?:[^\\s\\S])",
            1 => alternatives[0],
            _ => $"(?:{string.Join('|', alternatives)})",
        };
    }

    // High surrogates only stand for pairs; a lone low one is a carried byte and counts as U+FFFD.
    private static void AppendBasic(StringBuilder basic, int first, int last)
    {
        if (first < 0xD800)
            Append(basic, first, Math.Min(last, 0xD7FF));
        if (last > 0xDFFF)
            Append(basic, Math.Max(first, 0xE000), last);
        if (first <= 0xFFFD && last >= 0xFFFD)
            basic.Append("\\uDC80-\\uDCFF");
    }

    private static void Append(StringBuilder basic, int first, int last)
    {
        basic.Append(Unit(first));
        if (last > first)
            basic.Append('-').Append(Unit(last));
    }

    private static void AddPairs(List<string> alternatives, int first, int last)
    {
        while (first <= last)
        {
            (int high, int low) = Split(first);
            int end = Math.Min(last, first | 0x3FF);
            (int lastHigh, int lastLow) = Split(end);
            if (low == 0xDC00 && last - first >= 0x3FF)
            {
                // Whole rows of 1,024 characters share the range of second units.
                end = last - ((last + 1) & 0x3FF);
                (lastHigh, lastLow) = Split(end);
            }

            alternatives.Add($"[{Unit(high)}-{Unit(lastHigh)}][{Unit(low)}-{Unit(lastLow)}]");
            first = end + 1;
        }
    }

    private static (int High, int Low) Split(int code) => (0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF));

    private static string Unit(int unit) => "\\u" + unit.ToString("X4", CultureInfo.InvariantCulture);
}
