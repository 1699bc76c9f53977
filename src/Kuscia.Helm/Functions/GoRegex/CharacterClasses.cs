using System.Globalization;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The named classes of Go's regular expressions.</summary>
internal static class CharacterClasses
{
    private static readonly Dictionary<string, (int, int)[]> Ascii = new(StringComparer.Ordinal)
    {
        ["alnum"] = [('0', '9'), ('A', 'Z'), ('a', 'z')],
        ["alpha"] = [('A', 'Z'), ('a', 'z')],
        ["ascii"] = [(0, 0x7F)],
        ["blank"] = [('\t', '\t'), (' ', ' ')],
        ["cntrl"] = [(0, 0x1F), (0x7F, 0x7F)],
        ["digit"] = [('0', '9')],
        ["graph"] = [('!', '~')],
        ["lower"] = [('a', 'z')],
        ["print"] = [(' ', '~')],
        ["punct"] = [('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        ["space"] = [('\t', '\r'), (' ', ' ')],
        ["upper"] = [('A', 'Z')],
        ["word"] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
        ["xdigit"] = [('0', '9'), ('A', 'F'), ('a', 'f')],
    };

    // Long names of the categories.
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["casedletter"] = "LC",
        ["letter"] = "L",
        ["uppercaseletter"] = "Lu",
        ["lowercaseletter"] = "Ll",
        ["titlecaseletter"] = "Lt",
        ["modifierletter"] = "Lm",
        ["otherletter"] = "Lo",
        ["mark"] = "M",
        ["combiningmark"] = "M",
        ["nonspacingmark"] = "Mn",
        ["spacingmark"] = "Mc",
        ["enclosingmark"] = "Me",
        ["number"] = "N",
        ["decimalnumber"] = "Nd",
        ["digit"] = "Nd",
        ["letternumber"] = "Nl",
        ["othernumber"] = "No",
        ["punctuation"] = "P",
        ["punct"] = "P",
        ["connectorpunctuation"] = "Pc",
        ["dashpunctuation"] = "Pd",
        ["openpunctuation"] = "Ps",
        ["closepunctuation"] = "Pe",
        ["initialpunctuation"] = "Pi",
        ["finalpunctuation"] = "Pf",
        ["otherpunctuation"] = "Po",
        ["symbol"] = "S",
        ["mathsymbol"] = "Sm",
        ["currencysymbol"] = "Sc",
        ["modifiersymbol"] = "Sk",
        ["othersymbol"] = "So",
        ["separator"] = "Z",
        ["spaceseparator"] = "Zs",
        ["lineseparator"] = "Zl",
        ["paragraphseparator"] = "Zp",
        ["other"] = "C",
        ["control"] = "Cc",
        ["cntrl"] = "Cc",
        ["format"] = "Cf",
        ["surrogate"] = "Cs",
        ["privateuse"] = "Co",
        ["unassigned"] = "Cn",
    };

    private static readonly string[] Categories =
        ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"];

    private static readonly Lazy<Dictionary<string, CharacterSet>> Unicode = new(BuildUnicode);

    /// <summary>Every character.</summary>
    public static CharacterSet Any { get; } = CharacterSet.Of([(0, 0x10FFFF)]);

    /// <summary>Every character but the end of a line.</summary>
    public static CharacterSet NotNewLine { get; } = CharacterSet.Single('\n').Negated();

    /// <summary>A class such as [:alpha:].</summary>
    public static CharacterSet? Posix(string name) => Ascii.TryGetValue(name, out (int, int)[]? ranges) ? CharacterSet.Of(ranges) : null;

    /// <summary>\d, \s or \w.</summary>
    public static CharacterSet? Perl(char letter) => letter switch
    {
        'd' => CharacterSet.Of(Ascii["digit"]),
        's' => CharacterSet.Of([('\t', '\n'), ('\f', '\r'), (' ', ' ')]),
        'w' => CharacterSet.Of(Ascii["word"]),
        _ => null,
    };

    /// <summary>A general category or a script of \p{…}; case, spaces, hyphens and underscores of the name do not matter.</summary>
    public static CharacterSet? Named(string name)
    {
        string plain = Plain(name);
        switch (plain)
        {
            case "any":
                return Any;
            case "ascii":
                return CharacterSet.Of(Ascii["ascii"]);
            case "assigned":
                return Unicode.Value["cn"].Negated();
        }

        return Unicode.Value.TryGetValue(plain, out CharacterSet? category) ? category
            : UnicodeScripts.Find(plain) is { } script ? script
            : Aliases.TryGetValue(plain, out string? alias) ? Unicode.Value[Plain(alias)] : null;
    }

    /// <summary>The form of a name that is looked up.</summary>
    public static string Plain(string name) => string.Concat(name.Where(static c => c is not (' ' or '-' or '_')).Select(char.ToLowerInvariant));

    private static Dictionary<string, CharacterSet> BuildUnicode()
    {
        Dictionary<string, List<(int, int)>> ranges = [];
        int start = 0;
        UnicodeCategory current = UnicodeCategory.Control;
        for (int code = 1; code <= 0x110000; code++)
        {
            UnicodeCategory category = code > 0x10FFFF ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(code);
            if (category == current)
            {
                continue;
            }
            string name = Categories[(int)current];
            Add(ranges, name, (start, code - 1));
            Add(ranges, name[..1], (start, code - 1));
            if (name is "Lu" or "Ll" or "Lt")
            {
                Add(ranges, "LC", (start, code - 1));
            }
            start = code;
            current = category;
        }

        return ranges.ToDictionary(static entry => Plain(entry.Key), static entry => CharacterSet.Of(entry.Value));
    }

    private static void Add(Dictionary<string, List<(int, int)>> ranges, string name, (int, int) range)
    {
        if (!ranges.TryGetValue(name, out List<(int, int)>? list))
        {
            ranges[name] = list = [];
        }
        list.Add(range);
    }
}
