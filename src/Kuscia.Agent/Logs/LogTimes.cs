using System.Buffers.Binary;

namespace Kuscia.Agent.Logs;

/// <summary>
/// The times of a raw log, kept beside it: pairs (offset, Unix milliseconds), each saying that what follows the offset was written at about that time.
/// </summary>
internal static class LogTimes
{
    public const string Extension = ".times";
    private const int EntrySize = 16;

    /// <summary>Notes that the bytes from <paramref name="offset"/> on were seen at <paramref name="time"/>.</summary>
    public static void Append(string log, long offset, DateTimeOffset time)
    {
        Span<byte> entry = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt64LittleEndian(entry, offset);
        BinaryPrimitives.WriteInt64LittleEndian(entry[8..], time.ToUnixTimeMilliseconds());
        using FileStream file = new(log + Extension, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(entry);
    }

    /// <summary>All notes of a log, by rising offset.</summary>
    public static IReadOnlyList<(long Offset, DateTimeOffset Time)> Read(string log)
    {
        string path = log + Extension;
        if (!File.Exists(path))
        {
            return [];
        }

        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        List<(long, DateTimeOffset)> entries = new(bytes.Length / EntrySize);
        for (; bytes.Length >= EntrySize; bytes = bytes[EntrySize..])
        {
            long milliseconds = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
            entries.Add((BinaryPrimitives.ReadInt64LittleEndian(bytes), DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)));
        }

        return entries;
    }
}
