namespace Kuscia.Node.Configuration;

/// <summary>Finds the known key that a misspelt one was meant to be.</summary>
internal static class NearestKey
{
    private const int MaxEdits = 3;

    /// <summary>The known key with the fewest edits, capitals aside; null when more than three, or half of the word, would have to change.</summary>
    public static string? To(string key, IEnumerable<string> known)
    {
        (string? Key, int Edits) best = known.Select(k => ((string?)k, Edits(Flat(key), Flat(k)))).OrderBy(k => k.Item2).ThenBy(k => k.Item1, StringComparer.Ordinal).FirstOrDefault();
        return best.Key is not null && best.Edits <= Math.Min(MaxEdits, key.Length / 2) ? best.Key : null;
    }

    private static string Flat(string key) => key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    // Levenshtein's distance, one row at a time.
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
