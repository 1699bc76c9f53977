namespace Kuscia.Model.Descriptors;

/// <summary>How the members of one structure merge. Immutable once the table is read; thread-safe.</summary>
public sealed class MergeStructure
{
    /// <summary>A structure of which nothing is known.</summary>
    public static readonly MergeStructure Empty = new();

    private readonly Dictionary<string, MergeRule> _members = new(StringComparer.Ordinal);

    internal MergeStructure()
    {
    }

    /// <summary>The members that have a rule of their own.</summary>
    public IReadOnlyDictionary<string, MergeRule> Members => _members;

    /// <summary>The rule of members that are not named: the values of a map; null for the default.</summary>
    internal MergeRule? Others { get; set; }

    /// <summary>The rule of a member.</summary>
    public MergeRule Member(string name) => _members.TryGetValue(name, out MergeRule? rule) ? rule : Others ?? MergeRule.Default;

    /// <summary>The rule at a path of member names; items of lists add no name. The default for an empty path.</summary>
    public MergeRule Find(IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        MergeStructure at = this;
        MergeRule rule = MergeRule.Default;
        for (int i = 0; i < path.Count; i++)
        {
            rule = at.Member(path[i]);
            at = rule.Inside;
        }

        return rule;
    }

    internal void Add(string name, MergeRule rule) => _members.Add(name, rule);
}
