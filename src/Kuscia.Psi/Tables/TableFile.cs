using System.Text;
using System.Text.Unicode;

namespace Kuscia.Psi.Tables;

/// <summary>The own table: a CSV file with a header, and which of its columns form the key.</summary>
internal sealed class TableFile
{
    private readonly FileInfo _state;

    private TableFile(string path, IReadOnlyList<string> columns, byte[] header, int[] keyColumns)
    {
        Path = path;
        Columns = columns;
        Header = header;
        KeyColumns = keyColumns;
        _state = new FileInfo(path);
        _ = _state.Length;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The name for messages: the last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Size of the file in bytes.</summary>
    public long Size => _state.Length;

    /// <summary>The column names in the order of the file.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The header line as it stands in the file, without its line end.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>The positions of the key columns, in the order of the task's key list.</summary>
    public IReadOnlyList<int> KeyColumns { get; }

    /// <summary>Opens the file, reads the header and finds the key columns.</summary>
    public static TableFile Open(string path, IReadOnlyList<string> keys)
    {
        string name = System.IO.Path.GetFileName(path);
        using FileStream stream = OpenStream(path);
        CsvRecordReader reader = new(stream, name);
        if (!reader.Read())
        {
            throw new PsiException(ExitCode.Input, $"table {name} is empty; write a header line with column names, then one row a line");
        }

        byte[] header = reader.Raw.ToArray();
        List<string> columns = [];
        for (int i = 0; i < reader.FieldCount; i++)
        {
            columns.Add(DecodeName(reader.Field(i), i, name));
        }

        return new(path, columns, header, [.. keys.Select(key => FindColumn(columns, key, name))]);
    }

    /// <summary>Starts reading behind the header.</summary>
    public CsvRecordReader OpenRows(out FileStream stream)
    {
        stream = OpenStream(Path);
        CsvRecordReader reader = new(stream, Name);
        _ = reader.Read();
        return reader;
    }

    /// <summary>Fails when the file is no longer the one that was opened first.</summary>
    public void EnsureUnchanged()
    {
        FileInfo now = new(Path);
        if (!now.Exists || now.Length != _state.Length || now.LastWriteTimeUtc != _state.LastWriteTimeUtc)
        {
            throw new PsiException(ExitCode.Input, $"table {Name} was changed while the task was running; run the task again");
        }
    }

    private static FileStream OpenStream(string path)
    {
        if (FileKind.Irregular(path) is { } kind)
        {
            throw new PsiException(ExitCode.Input, $"table {path} cannot be read: it is {kind}; a table is read twice, so it must be a regular file");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsiException(ExitCode.Input, $"table {path} cannot be read: {Reason(e)}", e);
        }
    }

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file; check the path, and that the data source's folder holds it",
        UnauthorizedAccessException => "the engine may not read it; check its owner and mode",
        _ => e.Message,
    };

    private static string DecodeName(ReadOnlySpan<byte> bytes, int index, string table)
    {
        return bytes.Contains((byte)0) || !Utf8.IsValid(bytes)
            ? throw new PsiException(
                ExitCode.Input, $"the name of column {index + 1} of table {table} is not UTF-8; save the table as UTF-8 (for example iconv -f GBK -t UTF-8)")
            : Encoding.UTF8.GetString(bytes);
    }

    private static int FindColumn(List<string> columns, string key, string table)
    {
        int first = columns.IndexOf(key);
        if (first < 0)
        {
            throw new PsiException(
                ExitCode.Input, $"table {table} has no key column \"{key}\"; its columns are {ListColumns(columns)}; name one of them in the task or add the column");
        }

        return columns.IndexOf(key, first + 1) < 0
            ? first
            : throw new PsiException(ExitCode.Input, $"table {table} has more than one column named \"{key}\"; rename all but one");
    }

    private static string ListColumns(List<string> columns) =>
        string.Join(", ", columns.Take(50)) + (columns.Count > 50 ? $", … ({columns.Count} in all)" : string.Empty);
}
