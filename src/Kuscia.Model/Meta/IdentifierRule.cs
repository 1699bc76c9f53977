namespace Kuscia.Model.Meta;

/// <summary>What a kind of identifier may look like.</summary>
public enum IdentifierForm
{
    /// <summary>A DNS label (RFC 1123): lower-case letters, digits and '-', beginning and ending with a letter or digit.</summary>
    Label,

    /// <summary>DNS labels joined by dots.</summary>
    Subdomain,

    /// <summary>Any text of one line.</summary>
    Line,

    /// <summary>The id of a domain; see <see cref="DomainNames"/>.</summary>
    Domain,
}

/// <summary>The rule of one kind of identifier, with what is made of it: that is why it is a rule.</summary>
/// <param name="Form">Which characters, and where.</param>
/// <param name="MaxLength">Longest text in characters.</param>
/// <param name="Use">What is made of it, as the rest of a sentence that begins with "it".</param>
public sealed record IdentifierRule(IdentifierForm Form, int MaxLength, string Use)
{
    /// <summary>What the text must be and why, as a phrase after the name and the value; null when it is fine.</summary>
    public string? Fault(string value)
    {
        if (Form == IdentifierForm.Domain && DomainNames.Fault(value) is { } fault)
        {
            return fault;
        }

        return value.Length >= 1 && value.Length <= MaxLength && HasForm(value) ? null : $"it must be {Wanted()}; it {Use}";
    }

    private string Wanted() => Form switch
    {
        IdentifierForm.Line => $"1 to {MaxLength} characters without control characters",
        IdentifierForm.Subdomain => $"1 to {MaxLength} lower-case letters, digits, '-' and '.', each part between dots beginning and ending with a letter or digit",
        _ => $"1 to {MaxLength} lower-case letters, digits and '-' (no dots), beginning and ending with a letter or digit",
    };

    private bool HasForm(string value) => Form switch
    {
        IdentifierForm.Line => !value.Any(char.IsControl),
        IdentifierForm.Subdomain => value.Split('.').All(IsLabel),
        _ => IsLabel(value),
    };

    private static bool IsLabel(string text) =>
        text.Length > 0 && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
