using System.Globalization;

namespace Kuscia.Model.Selectors;

/// <summary>How a label is compared.</summary>
public enum LabelOperator
{
    /// <summary>The value is one of the values (<c>=</c>, <c>in</c>).</summary>
    In,

    /// <summary>The label is missing or its value is none of the values (<c>!=</c>, <c>notin</c>).</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is missing.</summary>
    DoesNotExist,

    /// <summary>The value is a number above the given one.</summary>
    GreaterThan,

    /// <summary>The value is a number below the given one.</summary>
    LessThan,
}

/// <summary>One condition of a label selector.</summary>
public sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>True when the value (null: no such label) meets the condition.</summary>
    public bool Matches(string? value) => Operator switch
    {
        LabelOperator.In => value is not null && Values.Contains(value),
        LabelOperator.NotIn => value is null || !Values.Contains(value),
        LabelOperator.Exists => value is not null,
        LabelOperator.DoesNotExist => value is null,
        LabelOperator.GreaterThan => Compare(value) > 0,
        _ => Compare(value) < 0,
    };

    private int Compare(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit)
            ? number.CompareTo(limit)
            : 0;
}
