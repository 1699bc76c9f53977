using System.Text.RegularExpressions;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Data;

/// <summary>Filters of lists, as label selectors.</summary>
internal static partial class LabelFilter
{
    /// <summary>Null when the value can stand in a selector, else the sentence for the caller.</summary>
    public static string? Check(string field, string value) =>
        value.Length == 0 || ValuePattern().IsMatch(value) ? null : RequestCheck.Invalid(field, value, "it must be letters, digits, '-', '_' or '.', at most 63 of them");

    /// <summary>The selector of the filters that are given; null for none.</summary>
    public static string? Of(params ReadOnlySpan<(string Label, string Value)> filters)
    {
        List<string> parts = [];
        foreach ((string label, string value) in filters)
        {
            if (value.Length > 0)
            {
                parts.Add($"{label}={value}");
            }
        }

        return parts.Count == 0 ? null : string.Join(',', parts);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex ValuePattern();
}
