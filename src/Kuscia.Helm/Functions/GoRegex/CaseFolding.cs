using System.Text;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>Characters that differ only in case (Unicode simple case folding).</summary>
internal static class CaseFolding
{
    private static readonly Lazy<Dictionary<int, int[]>> Orbits = new(Build);

    /// <summary>The other characters of the same letter.</summary>
    public static IReadOnlyList<int> Others(int code) => Orbits.Value.TryGetValue(code, out int[]? others) ? others : [];

    private static Dictionary<int, int[]> Build()
    {
        Dictionary<int, HashSet<int>> groups = [];
        for (int code = 'A'; code <= 0x1E943; code++)
        {
            if (!Rune.IsValid(code))
            {
                continue;
            }
            Rune rune = new(code);
            Rune upper = Rune.ToUpperInvariant(rune);
            int key = Rune.ToLowerInvariant(upper).Value;
            if (key == code && upper.Value == code)
            {
                continue;
            }
            if (!groups.TryGetValue(key, out HashSet<int>? group))
            {
                groups[key] = group = [key];
            }
            group.Add(code);
            group.Add(upper.Value);
        }

        // The Kelvin and Angstrom signs and the long s fold into plain letters.
        Join(groups, 'k', 0x212A);
        Join(groups, 0xE5, 0x212B);
        Join(groups, 's', 0x17F);
        Dictionary<int, int[]> orbits = [];
        foreach (HashSet<int> group in groups.Values)
        {
            foreach (int code in group)
            {
                orbits[code] = [.. group.Where(other => other != code)];
            }
        }

        return orbits;
    }

    private static void Join(Dictionary<int, HashSet<int>> groups, int key, int code)
    {
        if (groups.TryGetValue(key, out HashSet<int>? group))
        {
            group.Add(code);
        }
    }
}
