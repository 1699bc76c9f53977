using System.Text.RegularExpressions;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Inbound;

/// <summary>Names, label values and texts of partners, as they may be stored here.</summary>
internal static partial class ForeignText
{
    /// <summary>Entries of a map or list that are taken; a longer one is cut.</summary>
    public const int MaxEntries = 4096;

    /// <summary>True for a domain id or the name of an object.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= 63 } && Name().IsMatch(text);

    /// <summary>True for a task id, of which names of pods and services are made.</summary>
    public static bool IsTaskId(string? text) => text is { Length: > 0 and <= 63 } && TaskId().IsMatch(text);

    /// <summary>True for a role; it may be empty.</summary>
    public static bool IsRole(string? text) => string.IsNullOrEmpty(text) || (text.Length <= 63 && LabelValue().IsMatch(text));

    /// <summary>True for the value of a label.</summary>
    public static bool IsLabelValue(string? text) => text is { Length: 0 } || (text is { Length: <= 63 } && LabelValue().IsMatch(text));

    /// <summary>The texts of a map, each one line.</summary>
    public static Dictionary<string, string>? Lines(IReadOnlyDictionary<string, string>? map)
    {
        if (map is null)
        {
            return null;
        }

        Dictionary<string, string> lines = [];
        foreach ((string key, string value) in map.Take(MaxEntries))
        {
            lines[PrintableLine.Of(key)] = PrintableLine.Of(value) ?? "";
        }

        return lines;
    }

    /// <summary>The texts of a list, each one line.</summary>
    public static List<string>? Lines(IReadOnlyList<string>? list) => list is null ? null : [.. list.Take(MaxEntries).Select(t => PrintableLine.Of(t) ?? "")];

    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TaskId();

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelValue();
}
