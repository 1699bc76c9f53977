namespace Kuscia.Model.Selectors;

/// <summary>A parsed label selector such as <c>a=b,c in (d,e),!f</c>; all conditions must hold. Immutable.</summary>
public sealed class LabelSelector
{
    /// <summary>Selects everything.</summary>
    public static readonly LabelSelector Everything = new([]);

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => Requirements = requirements;

    /// <summary>The conditions.</summary>
    public IReadOnlyList<LabelRequirement> Requirements { get; }

    /// <summary>True when there is no condition.</summary>
    public bool IsEmpty => Requirements.Count == 0;

    /// <summary>Parses a selector; null and empty select everything. Throws <see cref="SelectorException"/>.</summary>
    public static LabelSelector Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new LabelSelector(new LabelSelectorParser(text).Parse());

    /// <summary>Makes a selector from conditions.</summary>
    public static LabelSelector Of(IReadOnlyList<LabelRequirement> requirements) => new(requirements);

    /// <summary>True when labels meet all conditions; the function gives a label's value or null.</summary>
    public bool Matches(Func<string, string?> label)
    {
        ArgumentNullException.ThrowIfNull(label);
        foreach (LabelRequirement requirement in Requirements)
        {
            if (!requirement.Matches(label(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when labels meet all conditions.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels) => Matches(key => labels is not null && labels.TryGetValue(key, out string? value) ? value : null);
}
