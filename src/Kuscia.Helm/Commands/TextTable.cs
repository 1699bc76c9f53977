namespace Kuscia.Helm.Commands;

/// <summary>Columns padded to their widest cell and separated by tabs, as Helm prints them.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteTo(TextWriter output)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        int[] widths = new int[_rows[0].Length];
        foreach (string[] row in _rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        foreach (string[] row in _rows)
        {
            output.Write(string.Join('\t', row.Select((cell, i) => cell.PadRight(widths[i]))));
            output.Write('\n');
        }
    }
}
