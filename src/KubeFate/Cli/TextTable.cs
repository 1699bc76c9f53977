using System.Text;

namespace KubeFate.Cli;

/// <summary>Tables as the original prints them: cells padded to the widest of their column, joined by tabs, and one empty row at the end.</summary>
internal static class TextTable
{
    public static string Write(IEnumerable<string[]> rows)
    {
        List<string[]> lines = [];
        foreach (string[] row in rows)
        {
            string[][] cells = [.. row.Select(cell => cell.TrimEnd('\n').Split('\n'))];
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

        var text = new StringBuilder();
        foreach (string[] line in lines)
        {
            text.AppendJoin('\t', line.Select((cell, i) => cell + new string(' ', widths[i] - Width(cell)))).Append('\n');
        }

        return text.Append(' ', widths[0]).Append('\n').ToString();
    }

    // Characters of East Asia take two columns.
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xFFE6 and not (>= 0xFB00 and <= 0xFDFF)) ? 2 : 1);
}
