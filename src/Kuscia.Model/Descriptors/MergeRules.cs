using System.Collections.Frozen;

namespace Kuscia.Model.Descriptors;

/// <summary>
/// The one table of how lists and maps merge, from the embedded file <c>MergeRules.txt</c>: the API server's patches and server-side apply and Helm's patches all read it.
/// Custom kinds have rules for their metadata alone.
/// </summary>
public static class MergeRules
{
    private const string Metadata = "ObjectMeta";
    private static readonly Lazy<Table> Rules = new(Load);

    /// <summary>The rules of a kind.</summary>
    /// <param name="group">API group; empty for the core group.</param>
    /// <param name="kind">Kind in CamelCase.</param>
    public static MergeStructure Of(string group, string kind)
    {
        Table table = Rules.Value;
        return table.Kinds.TryGetValue(group.Length == 0 ? kind : $"{kind}.{group}", out MergeStructure? rules) ? rules : table.Other;
    }

    // Structures may be named before their line, so every one is made when it is first named and filled by its line.
    private static Table Load()
    {
        Dictionary<string, MergeStructure> structures = new(StringComparer.Ordinal);
        Dictionary<string, MergeStructure> kinds = new(StringComparer.Ordinal);
        Dictionary<string, MergeStructure> target = kinds;
        MergeStructure Named(string name)
        {
            if (!structures.TryGetValue(name, out MergeStructure? structure))
            {
                structure = new MergeStructure();
                structures.Add(name, structure);
            }

            return structure;
        }

        MergeRule metadata = new() { Inside = Named(Metadata) };
        foreach (string line in Lines())
        {
            if (line.Length == 0)
            {
                target = structures;
                continue;
            }

            string[] words = line.Split(' ');
            MergeStructure owner = ReferenceEquals(target, kinds) ? new MergeStructure() : Named(words[0]);
            if (ReferenceEquals(target, kinds))
            {
                owner.Add("metadata", metadata);
                kinds.Add(words[0], owner);
            }

            foreach (string word in words.Skip(1))
            {
                string[] parts = word.Split('|');
                string[] member = parts[0].Split(':');
                owner.Add(member[0], Rule(parts.AsSpan(1), member.Length > 1 ? Named(member[1]) : MergeStructure.Empty));
            }
        }

        MergeStructure other = new();
        other.Add("metadata", metadata);
        return new Table(kinds.ToFrozenDictionary(StringComparer.Ordinal), other);
    }

    private static MergeRule Rule(ReadOnlySpan<string> options, MergeStructure inside)
    {
        MergeRule rule = new() { Inside = inside };
        foreach (string option in options)
        {
            rule = option.Split('=') switch
            {
                ["patch"] => rule with { PatchKey = "" },
                ["patch", string key] => rule with { PatchKey = key },
                ["keep"] => rule with { KeepsOnlyGiven = true },
                ["set"] => rule with { ApplyKeys = [] },
                ["map", string keys] => rule with { ApplyKeys = keys.Split('+') },
                ["whole"] => rule with { IsWhole = true },
                _ => throw new InvalidOperationException($"MergeRules.txt: unknown option '{option}'"),
            };
        }

        return rule;
    }

    // The blank line between kinds and structures is kept; comments and the blank lines around them are not.
    private static List<string> Lines()
    {
        using Stream stream = typeof(MergeRules).Assembly.GetManifestResourceStream("Kuscia.Model.Descriptors.MergeRules.txt")
            ?? throw new InvalidOperationException("The assembly lacks its embedded file MergeRules.txt.");
        using StreamReader reader = new(stream);
        List<string> lines = new();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && (line.Length > 0 || lines.Count > 0))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    private sealed record Table(FrozenDictionary<string, MergeStructure> Kinds, MergeStructure Other);
}
