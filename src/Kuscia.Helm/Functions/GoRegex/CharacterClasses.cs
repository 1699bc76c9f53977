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

    // The scripts that charts can be expected to name; others are refused by name.
    private static readonly Dictionary<string, (int, int)[]> Scripts = new(StringComparer.Ordinal)
    {
        ["Latin"] = [('A', 'Z'), ('a', 'z'), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2B8), (0x2E0, 0x2E4), (0x1D00, 0x1D25), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xFB00, 0xFB06), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)],
        ["Greek"] = [(0x370, 0x373), (0x375, 0x377), (0x37A, 0x37D), (0x37F, 0x37F), (0x384, 0x384), (0x386, 0x386), (0x388, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3E1), (0x3F0, 0x3FF), (0x1F00, 0x1F15), (0x1F18, 0x1F1D), (0x1F20, 0x1F45), (0x1F48, 0x1F4D), (0x1F50, 0x1F57), (0x1F59, 0x1F59), (0x1F5B, 0x1F5B), (0x1F5D, 0x1F5D), (0x1F5F, 0x1F7D), (0x1F80, 0x1FB4), (0x1FB6, 0x1FC4), (0x1FC6, 0x1FD3), (0x1FD6, 0x1FDB), (0x1FDD, 0x1FEF), (0x1FF2, 0x1FF4), (0x1FF6, 0x1FFE)],
        ["Cyrillic"] = [(0x400, 0x484), (0x487, 0x52F), (0x1C80, 0x1C88), (0x1D2B, 0x1D2B), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)],
        ["Armenian"] = [(0x531, 0x556), (0x559, 0x58A), (0x58D, 0x58F), (0xFB13, 0xFB17)],
        ["Hebrew"] = [(0x591, 0x5C7), (0x5D0, 0x5EA), (0x5EF, 0x5F4), (0xFB1D, 0xFB36), (0xFB38, 0xFB3C), (0xFB3E, 0xFB3E), (0xFB40, 0xFB41), (0xFB43, 0xFB44), (0xFB46, 0xFB4F)],
        ["Arabic"] = [(0x600, 0x604), (0x606, 0x60B), (0x60D, 0x61A), (0x61C, 0x61E), (0x620, 0x63F), (0x641, 0x64A), (0x656, 0x66F), (0x671, 0x6DC), (0x6DE, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFBC1), (0xFBD3, 0xFD3D), (0xFE70, 0xFE74), (0xFE76, 0xFEFC)],
        ["Devanagari"] = [(0x900, 0x950), (0x955, 0x963), (0x966, 0x97F), (0xA8E0, 0xA8FF)],
        ["Thai"] = [(0xE01, 0xE3A), (0xE40, 0xE5B)],
        ["Hangul"] = [(0x1100, 0x11FF), (0x302E, 0x302F), (0x3131, 0x318E), (0x3200, 0x321E), (0x3260, 0x327E), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB)],
        ["Hiragana"] = [(0x3041, 0x3096), (0x309D, 0x309F), (0x1B001, 0x1B11F), (0x1F200, 0x1F200)],
        ["Katakana"] = [(0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0x32D0, 0x32FE), (0x3300, 0x3357), (0xFF66, 0xFF6F), (0xFF71, 0xFF9D)],
        ["Han"] = [(0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x20000, 0x2A6DF), (0x2A700, 0x2B738), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1), (0x2CEB0, 0x2EBE0), (0x2F800, 0x2FA1D), (0x30000, 0x3134A)],
    };

    private static readonly string[] Categories =
        ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"];

    private static readonly Lazy<Dictionary<string, CharacterSet>> Unicode = new(BuildUnicode);

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

    /// <summary>A general category or a script of \p{…}.</summary>
    public static CharacterSet? Named(string name)
    {
        if (name == "Any")
            return CharacterSet.Of([(0, 0x10FFFF)]);
        if (Scripts.TryGetValue(name, out (int, int)[]? ranges))
            return CharacterSet.Of(ranges);
        return name.Length is 1 or 2 && Unicode.Value.TryGetValue(name, out CharacterSet? set) ? set : null;
    }

    private static Dictionary<string, CharacterSet> BuildUnicode()
    {
        Dictionary<string, List<(int, int)>> ranges = [];
        int start = 0;
        UnicodeCategory current = UnicodeCategory.Control;
        for (int code = 1; code <= 0x110000; code++)
        {
            UnicodeCategory category = code > 0x10FFFF ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(code);
            if (category == current)
                continue;
            string name = Categories[(int)current];
            Add(ranges, name, (start, code - 1));
            Add(ranges, name[..1], (start, code - 1));
            start = code;
            current = category;
        }

        return ranges.Where(static entry => entry.Key != "Cn").ToDictionary(static entry => entry.Key, static entry => CharacterSet.Of(entry.Value));
    }

    private static void Add(Dictionary<string, List<(int, int)>> ranges, string name, (int, int) range)
    {
        // Unassigned code points belong to no class in Go.
        if (name == "C" && CharUnicodeInfo.GetUnicodeCategory(range.Item1) == UnicodeCategory.OtherNotAssigned)
            return;
        if (!ranges.TryGetValue(name, out List<(int, int)>? list))
            ranges[name] = list = [];
        list.Add(range);
    }
}
