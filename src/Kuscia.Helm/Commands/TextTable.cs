namespace Kuscia.Helm.Commands;

/// <summary>Columns padded to their widest cell and separated by tabs, as Helm prints them.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        if (rows.Count == 0)
        {
            return;
        }

        int[] widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        foreach (string[] row in rows)
        {
            output.Write(string.Join('\t', row.Select((cell, i) => cell.PadRight(widths[i]))));
            output.Write('\n');
        }
    }
}
