using System.Globalization;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The scripts of Unicode 15 with their characters, from the table beside this file: a name and ranges on each line.</summary>
internal static class UnicodeScripts
{
    private const string Table = "Kuscia.Helm.Functions.GoRegex.UnicodeScripts.txt";

    private static readonly Lazy<Dictionary<string, CharacterSet>> Scripts = new(Read);

    /// <summary>The characters of a script; the name as <see cref="CharacterClasses.Plain"/> gives it.</summary>
    public static CharacterSet? Find(string name) => Scripts.Value.GetValueOrDefault(name);

    private static Dictionary<string, CharacterSet> Read()
    {
        using Stream stream = typeof(UnicodeScripts).Assembly.GetManifestResourceStream(Table)
            ?? throw new InvalidOperationException($"the resource {Table} is missing");
        using StreamReader reader = new(stream);
        Dictionary<string, CharacterSet> scripts = new(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            scripts[CharacterClasses.Plain(words[0])] = CharacterSet.Of(words[1..].Select(Range));
        }

        return scripts;
    }

    private static (int First, int Last) Range(string text)
    {
        string[] ends = text.Split('-');
        return (Code(ends[0]), Code(ends[^1]));
    }

    private static int Code(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
