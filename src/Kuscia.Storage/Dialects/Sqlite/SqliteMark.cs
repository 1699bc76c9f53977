using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Kuscia.Storage.Dialects.Sqlite;

/// <summary>
/// The last acknowledged revision in a small file beside the database. SQLite opens a store whose journal was cut or removed without a word, at whatever state is
/// left; the mark tells how far it had come. It is written after each commit and never synced: after a loss of power it may lag behind, but never run ahead.
/// </summary>
internal sealed class SqliteMark : IDisposable
{
    private const string Prefix = "last acknowledged revision ";
    private const int Digits = 20;

    private readonly SafeFileHandle _file;
    private readonly byte[] _line;
    private long _revision;

    private SqliteMark(SafeFileHandle file)
    {
        _file = file;
        _line = Encoding.ASCII.GetBytes(Prefix + new string('0', Digits) + "\n");
    }

    /// <summary>Where the mark of a database lies.</summary>
    public static string PathOf(string database) => database + "-mark";

    /// <summary>The marked revision; 0 when there is no mark or it cannot be read.</summary>
    public static long Read(string database)
    {
        string path = PathOf(database);
        if (!File.Exists(path))
        {
            return 0;
        }

        // Another process may be writing it: what was read must be there twice.
        string text = File.ReadAllText(path);
        for (string before = ""; text != before;)
        {
            before = text;
            text = File.ReadAllText(path);
        }

        return Parse(text);
    }

    private static long Parse(ReadOnlySpan<char> text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(text[Prefix.Length..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long revision) ? revision : 0;

    /// <summary>Opens the mark for writing; for the owner alone.</summary>
    public static SqliteMark Open(string database)
    {
        OwnFile.Ensure(PathOf(database));
        return new SqliteMark(File.OpenHandle(PathOf(database), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
    }

    /// <summary>Moves the mark forward, never back behind another process. A disk that does not take it loses nothing but the mark.</summary>
    public void Advance(long revision)
    {
        if (revision <= _revision || revision <= Present())
        {
            return;
        }

        revision.TryFormat(_line.AsSpan(Prefix.Length), out _, "D20", CultureInfo.InvariantCulture);
        try
        {
            RandomAccess.Write(_file, _line, 0);
            _revision = revision;
        }
        catch (IOException)
        {
            // The commit itself is durable; the next one moves the mark.
        }
    }

    private long Present()
    {
        Span<byte> line = stackalloc byte[_line.Length];
        int length = RandomAccess.Read(_file, line, 0);
        return Parse(Encoding.ASCII.GetString(line[..length]));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
