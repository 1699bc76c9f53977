using System.Buffers.Binary;
using Kuscia.Agent.Runtimes.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace Kuscia.Agent.Logs;

/// <summary>
/// A log file that is filled from a source which can be read again. Beside it stands how long the file was and when its last line was written, so that after a break or a
/// restart the source is asked for what follows: no line is lost and none comes twice.
/// </summary>
internal sealed class LogCopy : IDisposable
{
    public const string Extension = ".from";
    private const int RecordSize = 16;

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly FileStream _logFile;
    private readonly FileStream _recordFile;

    private LogCopy(FileStream log, FileStream record)
    {
        _logFile = log;
        _recordFile = record;
    }

    private SafeFileHandle Log => _logFile.SafeFileHandle;

    private SafeFileHandle Record => _recordFile.SafeFileHandle;

    /// <summary>When the last line in the file was written; null before the first.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Opens, or makes, the file; what was written after the last record is cut off, for it comes again.</summary>
    public static LogCopy Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = Mode,
        };
        LogCopy copy = new(new FileStream(path, options), new FileStream(path + Extension, options));
        copy.Recover();
        return copy;
    }

    /// <summary>Adds lines.</summary>
    public void Append(LogLines lines)
    {
        // Asked each time: the file is emptied when it is rotated.
        long length = RandomAccess.GetLength(Log);
        RandomAccess.Write(Log, lines.Bytes.Span, length);
        Last = lines.Last;
        Span<byte> record = stackalloc byte[RecordSize];
        BinaryPrimitives.WriteInt64LittleEndian(record, length + lines.Bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], lines.Last.UtcTicks);
        RandomAccess.Write(Record, record, 0);
    }

    public void Dispose()
    {
        _logFile.Dispose();
        _recordFile.Dispose();
    }

    private void Recover()
    {
        Span<byte> record = stackalloc byte[RecordSize];
        bool known = RandomAccess.Read(Record, record, 0) == RecordSize;
        long length = known ? BinaryPrimitives.ReadInt64LittleEndian(record) : 0;
        if (known)
        {
            Last = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(record[8..]), TimeSpan.Zero);
        }

        if (RandomAccess.GetLength(Log) > length)
        {
            RandomAccess.SetLength(Log, length);
        }
    }
}
