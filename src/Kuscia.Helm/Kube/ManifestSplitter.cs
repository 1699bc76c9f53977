namespace Kuscia.Helm.Kube;

/// <summary>Cuts a stream of YAML into its documents at lines that start with three dashes.</summary>
public static class ManifestSplitter
{
    private const string Separator = "---";

    /// <summary>Lists the documents in order, trimmed; empty ones are left out.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        string all = text.Trim();
        List<string> documents = new();
        int start = 0;
        int search = 0;
        while (true)
        {
            int found = all.IndexOf(Separator, search, StringComparison.Ordinal);
            if (found < 0)
            {
                Add(documents, all[start..]);
                return documents;
            }

            // The line break before the dashes must not belong to the separator before.
            bool startsLine = found == 0 || (found > start && all[found - 1] == '\n');
            if (!startsLine)
            {
                search = found + 1;
                continue;
            }

            Add(documents, all[start..found]);
            start = found + Separator.Length;
            while (start < all.Length && char.IsWhiteSpace(all[start]))
            {
                start++;
            }

            search = start;
        }
    }

    private static void Add(List<string> documents, string document)
    {
        string trimmed = document.Trim();
        if (trimmed.Length > 0)
        {
            documents.Add(trimmed);
        }
    }
}
