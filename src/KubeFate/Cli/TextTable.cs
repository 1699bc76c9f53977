using System.Text;

namespace KubeFate.Cli;

/// <summary>Tables as the original prints them: cells padded to the widest of their column, joined by tabs, and one empty row at the end.</summary>
internal static class TextTable
{
    /// <summary>Prints rows.</summary>
    /// <param name="rows">The cells, which may have several lines; a line break at the end of one makes an empty line.</param>
    /// <param name="maxWidth">Where long lines are wrapped between words; 0 for nowhere.</param>
    public static string Write(IEnumerable<string[]> rows, int maxWidth = 0)
    {
        List<string[]> lines = [];
        foreach (string[] row in rows)
        {
            string[][] cells = [.. row.Select(cell => cell.Split('\n').SelectMany(line => Wrap(line, maxWidth)).ToArray())];
            for (int i = 0; i < cells.Max(cell => cell.Length); i++)
            {
                lines.Add([.. cells.Select(cell => i < cell.Length ? cell[i] : "")]);
            }
        }

        int[] widths = new int[lines.Max(line => line.Length)];
        foreach (string[] line in lines)
        {
            for (int i = 0; i < line.Length; i++)
            {
                widths[i] = Math.Max(widths[i], Width(line[i]));
            }
        }

        StringBuilder text = new();
        foreach (string[] line in lines)
        {
            text.AppendJoin('\t', line.Select((cell, i) => cell + new string(' ', widths[i] - Width(cell)))).Append('\n');
        }

        return text.Append(' ', widths[0]).Append('\n').ToString();
    }

    // A word that alone is too long stays whole, for it may be an address that somebody copies.
    private static IEnumerable<string> Wrap(string line, int maxWidth)
    {
        while (maxWidth > 0 && line.Length > maxWidth)
        {
            int indent = line.Length - line.TrimStart(' ').Length;
            int end = line.LastIndexOf(' ', maxWidth);
            if (end <= indent && (end = line.IndexOf(' ', Math.Max(indent, maxWidth))) < 0)
            {
                break;
            }

            yield return line[..end].TrimEnd(' ');
            line = line[end..].TrimStart(' ');
        }

        yield return line;
    }

    // Characters of East Asia take two columns.
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xFFE6 and not (>= 0xFB00 and <= 0xFDFF)) ? 2 : 1);
}
