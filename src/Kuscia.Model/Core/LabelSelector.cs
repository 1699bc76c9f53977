using Kuscia.Model.Descriptors;
using Kuscia.Model.Selectors;

namespace Kuscia.Model.Core;

/// <summary>Selects objects by their labels; one without conditions selects everything, none at all nothing.</summary>
[OpenSchema]
public sealed record LabelSelector
{
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }
    public IReadOnlyList<LabelSelectorTerm>? MatchExpressions { get; init; }

    /// <summary>The same selector in the form that is asked.</summary>
    public Selectors.LabelSelector Compile() => Selectors.LabelSelector.Of(
    [
        .. (MatchLabels ?? new Dictionary<string, string>()).Select(l => new LabelRequirement(l.Key, LabelOperator.In, [l.Value])),
        .. (MatchExpressions ?? []).Select(e => e.Compile()),
    ]);
}

/// <summary>One condition of a selector.</summary>
[OpenSchema]
public sealed record LabelSelectorTerm
{
    public required string Key { get; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</summary>
    public required string Operator { get; init; }
    public IReadOnlyList<string>? Values { get; init; }

    internal LabelRequirement Compile() => new(
        Key,
        Operator switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            _ => LabelOperator.DoesNotExist,
        },
        Values ?? []);
}
