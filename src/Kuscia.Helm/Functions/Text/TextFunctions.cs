using System.Collections;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Functions that cut, join and quote text.</summary>
internal static class TextFunctions
{
    private static readonly char[] Spaces = [.. Enumerable.Range(0, 0x3001).Where(GoUnicode.IsSpace).Select(static code => (char)code)];

    public static IEnumerable<GoFunction> Rows =>
    [
        new("hello", "", static (_, _) => "Hello!"),
        new("trim", "string", static (_, a) => ((string)a[0]!).Trim(Spaces)),
        new("trimAll", "string,string", static (_, a) => TrimAll((string)a[0]!, (string)a[1]!)),
        new("trimall", "string,string", static (_, a) => TrimAll((string)a[0]!, (string)a[1]!)),
        new("trimSuffix", "string,string", static (_, a) => TrimSuffix((string)a[0]!, (string)a[1]!)),
        new("trimPrefix", "string,string", static (_, a) => TrimPrefix((string)a[0]!, (string)a[1]!)),
        new("nospace", "string", static (_, a) => string.Concat(((string)a[0]!).Where(static c => !GoUnicode.IsSpace(c)))),
        new("repeat", "int,string", static (c, a) => Repeat(c, (nint)a[0]!, (string)a[1]!)),
        new("replace", "string,string,string", static (c, a) => Replace(c, (string)a[0]!, (string)a[1]!, (string)a[2]!)),
        new("contains", "string,string", static (_, a) => ((string)a[1]!).Contains((string)a[0]!, StringComparison.Ordinal)),
        new("hasPrefix", "string,string", static (_, a) => ((string)a[1]!).StartsWith((string)a[0]!, StringComparison.Ordinal)),
        new("hasSuffix", "string,string", static (_, a) => ((string)a[1]!).EndsWith((string)a[0]!, StringComparison.Ordinal)),
        new("quote", "...any", static (_, a) => string.Join(' ', a.Where(static v => v is not null).Select(static v => GoQuote.Quote(Conversions.ToText(v))))),
        new("squote", "...any", static (_, a) => string.Join(' ', a.Where(static v => v is not null).Select(static v => $"'{GoFormat.Show(v)}'"))),
        new("cat", "...any", static (_, a) => string.Join(' ', a.Where(static v => v is not null).Select(GoFormat.Show))),
        new("indent", "int,string", static (c, a) => Indent(c, (nint)a[0]!, (string)a[1]!)),
        new("nindent", "int,string", static (c, a) => "\n" + Indent(c, (nint)a[0]!, (string)a[1]!)),
        new("plural", "string,string,int", static (_, a) => (nint)a[2]! == 1 ? a[0] : a[1]),
        new("toString", "any", static (_, a) => Conversions.ToText(a[0])),
        new("toStrings", "any", static (_, a) => Conversions.ToTexts(a[0])),
        new("join", "string,any", static (_, a) => string.Join((string)a[0]!, Conversions.ToTexts(a[1]))),
        new("sortAlpha", "any", static (_, a) => SortAlpha(a[0])),
        new("split", "string,string", static (_, a) => Numbered(SplitList((string)a[0]!, (string)a[1]!, -1))),
        new("splitn", "string,int,string", static (_, a) => Numbered(SplitList((string)a[0]!, (string)a[2]!, (nint)a[1]!))),
        new("splitList", "string,string", static (_, a) => SplitList((string)a[0]!, (string)a[1]!, -1)),
    ];

    /// <summary>strings.SplitN: an empty separator gives the characters.</summary>
    public static List<string> SplitList(string separator, string text, long count)
    {
        if (count == 0)
        {
            return [];
        }
        int limit = count < 0 || count > int.MaxValue ? int.MaxValue : (int)count;
        if (separator.Length > 0)
        {
            return [.. text.Split(separator, limit)];
        }
        List<string> characters = [];
        int at = 0;
        while (at < text.Length && characters.Count < limit - 1)
        {
            int length = char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
            characters.Add(text.Substring(at, length));
            at += length;
        }

        if (at < text.Length)
        {
            characters.Add(text[at..]);
        }
        return characters;
    }

    private static ValueMap Numbered(List<string> parts)
    {
        ValueMap map = new(MapType.Text);
        for (int i = 0; i < parts.Count; i++)
        {
            map["_" + i] = parts[i];
        }
        return map;
    }

    private static List<string> SortAlpha(object? value)
    {
        if (GoValue.Contents(value) is not IList)
        {
            return [Conversions.ToText(value)];
        }
        List<string> texts = Conversions.ToTexts(value);
        texts.Sort(CodePointComparer.Instance);
        return texts;
    }

    private static string TrimAll(string cutset, string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && cutset.Contains(text[start], StringComparison.Ordinal))
        {
            start++;
        }
        while (end > start && cutset.Contains(text[end - 1], StringComparison.Ordinal))
        {
            end--;
        }
        return text[start..end];
    }

    private static string TrimSuffix(string suffix, string text) =>
        suffix.Length > 0 && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    private static string TrimPrefix(string prefix, string text) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    private static string Repeat(FunctionContext context, long count, string text)
    {
        if (count < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }
        if (text.Length == 0)
        {
            return "";
        }
        context.ChargeText(count > int.MaxValue / text.Length ? long.MaxValue : count * text.Length);
        return string.Concat(Enumerable.Repeat(text, (int)count));
    }

    private static string Replace(FunctionContext context, string old, string replacement, string text)
    {
        context.ChargeText(text.Length + Matches(text, old) * replacement.Length);
        return old.Length > 0
            ? text.Replace(old, replacement, StringComparison.Ordinal)
            : replacement + string.Concat(text.EnumerateRunes().Select(rune => rune + replacement));
    }

    private static long Matches(string text, string old)
    {
        if (old.Length == 0 || old.Length > text.Length)
        {
            return old.Length == 0 ? text.Length + 1L : 0;
        }
        return text.AsSpan().Count(old);
    }

    private static string Indent(FunctionContext context, long spaces, string text)
    {
        if (spaces < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }
        long lines = text.AsSpan().Count('\n') + 1L;
        context.ChargeText(spaces > int.MaxValue / lines ? long.MaxValue : spaces * lines + text.Length);
        string pad = new(' ', (int)spaces);
        return pad + text.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }
}
