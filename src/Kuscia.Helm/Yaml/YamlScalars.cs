using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Yaml;

/// <summary>Which type a plain scalar has, by the YAML 1.1 rules of yaml.v2.</summary>
internal static partial class YamlScalars
{
    private const string Prefix = "tag:yaml.org,2002:";

    private static readonly FrozenDictionary<string, object?> Words = CreateWords();

    /// <summary>What a scalar is.</summary>
    public enum Kind : byte
    {
        Text,
        Null,
        Bool,
        Integer,
        Float,
        Timestamp,
        Merge,
    }

    /// <summary>The value of a plain scalar or of one with a tag.</summary>
    public static object? Decode(string tag, string text)
    {
        if (tag.Length > 0 && !tag.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return text;
        }
        string wanted = tag.Length > 0 ? tag[Prefix.Length..] : "";
        if (wanted == "binary")
        {
            return Binary(text);
        }
        if (wanted is not ("" or "bool" or "int" or "float" or "null" or "timestamp"))
        {
            return text;
        }
        Kind kind = Resolve(text, out object? value, wanted is "" or "timestamp");
        if (wanted == "float" && value is nint integer)
        {
            return (double)(long)integer;
        }
        if (wanted.Length > 0 && wanted != Name(kind))
        {
            throw new HelmYamlException($"yaml: cannot decode !!{Name(kind)} `{text}` as a !!{wanted}");
        }
        return kind == Kind.Timestamp ? text : value;
    }

    /// <summary>Finds the type of a plain scalar.</summary>
    public static Kind Resolve(string text, out object? value, bool timestamps = true)
    {
        value = text;
        if (text.Length == 0 || IsWordStart(text[0]))
        {
            if (!Words.TryGetValue(text, out object? word))
            {
                return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.') ? Number(text, ref value, timestamps) : Kind.Text;
            }
            value = word;
            return word switch { null => Kind.Null, bool => Kind.Bool, _ => Kind.Float };
        }

        return Kind.Text;
    }

    /// <summary>Whether plain text reads as a number with colons in YAML 1.1.</summary>
    public static bool IsBase60(string text) =>
        text.Length > 0 && (text[0] is '+' or '-' || char.IsAsciiDigit(text[0])) && text.Contains(':', StringComparison.Ordinal) && Base60().IsMatch(text);

    private static bool IsWordStart(char c) => char.IsAsciiDigit(c) || "+-.yYnNtTfFoO~".Contains(c, StringComparison.Ordinal);

    private static Kind Number(string text, ref object? value, bool timestamps)
    {
        if (text[0] == '.')
        {
            return Float(text, ref value);
        }
        if (timestamps && YamlTimestamps.IsTimestamp(text))
        {
            return Kind.Timestamp;
        }
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        if (GoNumber.TryParseInteger(plain, 0, out long integer))
        {
            value = (nint)integer;
            return Kind.Integer;
        }

        if (GoNumber.TryParseUnsigned(plain, 0, out ulong unsigned))
        {
            value = unsigned;
            return Kind.Integer;
        }

        return FloatPattern().IsMatch(plain) ? Float(plain, ref value) : Kind.Text;
    }

    private static Kind Float(string text, ref object? value)
    {
        if (!GoNumber.TryParseFloat(text, out double number))
        {
            return Kind.Text;
        }
        value = number;
        return Kind.Float;
    }

    private static string Binary(string text)
    {
        try
        {
            // Line breaks may stand in it, blanks may not.
            return GoText.FromBytes(Convert.FromBase64String(text.AsSpan().ContainsAny(' ', '\t') ? throw new FormatException() : text));
        }
        catch (FormatException error)
        {
            throw new HelmYamlException("yaml: !!binary value contains invalid base64 data", error);
        }
    }

    private static string Name(Kind kind) => kind switch
    {
        Kind.Null => "null",
        Kind.Bool => "bool",
        Kind.Integer => "int",
        Kind.Float => "float",
        Kind.Timestamp => "timestamp",
        Kind.Merge => "merge",
        _ => "str",
    };

    private static FrozenDictionary<string, object?> CreateWords()
    {
        Dictionary<string, object?> words = new(StringComparer.Ordinal) { [""] = null, ["~"] = null };
        AddCases(words, "null", null);
        foreach (string word in new[] { "y", "yes", "true", "on" })
        {
            AddCases(words, word, true);
        }
        foreach (string word in new[] { "n", "no", "false", "off" })
        {
            AddCases(words, word, false);
        }
        foreach (string word in new[] { ".inf", "+.inf" })
        {
            AddCases(words, word, double.PositiveInfinity);
        }
        AddCases(words, "-.inf", double.NegativeInfinity);
        foreach (string word in new[] { ".nan", ".NaN", ".NAN" })
        {
            words[word] = double.NaN;
        }
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // Lower case, first letter upper, all upper; nothing else.
    private static void AddCases(Dictionary<string, object?> words, string word, object? value)
    {
        int letter = word.AsSpan().IndexOfAnyInRange('a', 'z');
        words[word] = value;
        words[word[..letter] + char.ToUpper(word[letter], CultureInfo.InvariantCulture) + word[(letter + 1)..]] = value;
        words[word.ToUpperInvariant()] = value;
    }

    [GeneratedRegex("^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Base60();

    [GeneratedRegex("^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?\\z", RegexOptions.NonBacktracking)]
    private static partial Regex FloatPattern();
}
