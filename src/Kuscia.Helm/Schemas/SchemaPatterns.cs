using System.Text.RegularExpressions;

namespace Kuscia.Helm.Schemas;

/// <summary>Regular expressions of one schema, compiled once on the engine that runs in linear time.</summary>
internal sealed class SchemaPatterns
{
    private readonly Dictionary<string, Regex> compiled = new(StringComparer.Ordinal);

    public bool IsMatch(string pattern, string text)
    {
        if (!compiled.TryGetValue(pattern, out Regex? regex))
        {
            compiled[pattern] = regex = Compile(pattern);
        }

        return regex.IsMatch(text);
    }

    public static bool IsExpression(string pattern)
    {
        try
        {
            Compile(pattern);
            return true;
        }
        catch (SchemaException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new SchemaException($"error parsing regexp: `{pattern}`: {e.Message}", e);
        }
    }
}
