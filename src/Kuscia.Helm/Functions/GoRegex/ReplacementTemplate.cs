using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>What matches are replaced by: text with $1, $name, ${name} and $$. A dollar that begins none of them is text.</summary>
internal sealed class ReplacementTemplate
{
    private const int MaxGroupDigits = 9;

    // A text, or the slots of the groups of which the first that took part is meant.
    private readonly List<(string Text, int[] Slots)> _parts = [];
    private readonly List<int> _groups = [];

    public ReplacementTemplate(string template, IReadOnlyList<string?> names)
    {
        StringBuilder text = new();
        for (int i = 0; i < template.Length; i++)
        {
            if (template[i] != '$')
            {
                text.Append(template[i]);
            }
            else if (i + 1 < template.Length && template[i + 1] == '$')
            {
                text.Append('$');
                i++;
            }
            else if (TryName(template, i + 1, out string name, out int end))
            {
                _parts.Add((text.ToString(), [.. GroupsOf(name, names).Select(Slot)]));
                text.Clear();
                i = end - 1;
            }
            else
            {
                text.Append('$');
            }
        }

        _parts.Add((text.ToString(), []));
    }

    /// <summary>The groups that the template names.</summary>
    public IReadOnlyList<int> Groups => _groups;

    public void Append(StringBuilder output, string source, RegexMatch match)
    {
        foreach ((string text, int[] slots) in _parts)
        {
            output.Append(text);
            foreach (int slot in slots)
            {
                int start = match.Marks[slot];
                if (start < 0)
                {
                    continue;
                }
                output.Append(source, start, match.Marks[slot + 1] - start);
                break;
            }
        }
    }

    private static bool TryName(string template, int start, out string name, out int end)
    {
        bool braces = start < template.Length && template[start] == '{';
        int from = braces ? start + 1 : start;
        end = from;
        while (end < template.Length && Rune.TryGetRuneAt(template, end, out Rune rune) && IsNamePart(rune))
        {
            end += rune.Utf16SequenceLength;
        }
        name = template[from..end];
        if (name.Length == 0 || (braces && (end >= template.Length || template[end] != '}')))
        {
            return false;
        }
        if (braces)
        {
            end++;
        }
        return true;
    }

    private static bool IsNamePart(Rune rune) =>
        Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber || rune.Value == '_';

    // A number without leading zeros counts groups, anything else names them.
    private static IEnumerable<int> GroupsOf(string name, IReadOnlyList<string?> names)
    {
        bool isNumber = name.Length <= MaxGroupDigits && name.All(char.IsAsciiDigit) && (name[0] != '0' || name.Length == 1);
        if (!isNumber)
        {
            return Enumerable.Range(0, names.Count).Where(group => names[group] == name);
        }
        int number = int.Parse(name, NumberStyles.None, CultureInfo.InvariantCulture);
        return number < names.Count ? [number] : [];
    }

    // Group 0 has the first slots, the others follow in the order they are named.
    private int Slot(int group)
    {
        if (group == 0)
        {
            return 0;
        }
        int at = _groups.IndexOf(group);
        if (at < 0)
        {
            at = _groups.Count;
            _groups.Add(group);
        }

        return 2 + (2 * at);
    }
}
