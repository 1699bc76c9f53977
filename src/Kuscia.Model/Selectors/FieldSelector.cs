using System.Text;

namespace Kuscia.Model.Selectors;

/// <summary>One condition of a field selector.</summary>
/// <param name="Field">Path such as <c>metadata.name</c>.</param>
/// <param name="Value">The value compared with; a missing field counts as empty.</param>
/// <param name="Negated">True for <c>!=</c>.</param>
public sealed record FieldRequirement(string Field, string Value, bool Negated);

/// <summary>A parsed field selector such as <c>metadata.name=a,status.phase!=Running</c>; all conditions must hold. Immutable.</summary>
public sealed class FieldSelector
{
    /// <summary>Selects everything.</summary>
    public static readonly FieldSelector Everything = new([]);

    private FieldSelector(IReadOnlyList<FieldRequirement> requirements) => Requirements = requirements;

    /// <summary>The conditions.</summary>
    public IReadOnlyList<FieldRequirement> Requirements { get; }

    /// <summary>True when there is no condition.</summary>
    public bool IsEmpty => Requirements.Count == 0;

    /// <summary>Parses a selector; null and empty select everything. Throws <see cref="SelectorException"/>.</summary>
    public static FieldSelector Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        List<FieldRequirement> requirements = new();
        foreach (string term in Terms(text))
        {
            if (term.Length > 0 && ParseTerm(term, text) is FieldRequirement requirement)
            {
                requirements.Add(requirement);
            }
        }

        return new FieldSelector(requirements);
    }

    /// <summary>The value that a field must have, or null when no condition fixes it.</summary>
    public string? Exact(string field) => Requirements.FirstOrDefault(r => r.Field == field && !r.Negated)?.Value;

    /// <summary>True when all conditions hold; the function gives a field's text, or null when the object lacks it.</summary>
    public bool Matches(Func<string, string?> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        foreach (FieldRequirement requirement in Requirements)
        {
            if ((field(requirement.Field) ?? "") == requirement.Value == requirement.Negated)
            {
                return false;
            }
        }

        return true;
    }

    private static FieldRequirement? ParseTerm(string term, string whole)
    {
        for (int i = 0; i < term.Length; i++)
        {
            int length = term[i] switch
            {
                '!' when i + 1 < term.Length && term[i + 1] == '=' => 2,
                '=' when i + 1 < term.Length && term[i + 1] == '=' => 2,
                '=' => 1,
                _ => 0,
            };
            if (length > 0)
            {
                // A condition without a field and without a value ("=") says nothing.
                string value = Unescape(term[(i + length)..]);
                return i == 0 && value.Length == 0 ? null : new FieldRequirement(term[..i], value, term[i] == '!');
            }
        }

        throw new SelectorException($"invalid selector: '{whole}'; can't understand '{term}'");
    }

    private static IEnumerable<string> Terms(string text)
    {
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                continue;
            }

            if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
        {
            return value;
        }

        StringBuilder result = new();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
            {
                i++;
            }

            result.Append(value[i]);
        }

        return result.ToString();
    }
}
