using System.Buffers.Binary;

namespace Kuscia.Helm.Functions.Time;

/// <summary>The short names of a zone (EST, CEST), which .NET leaves out, from the system's zone file (RFC 8536).</summary>
internal sealed class ZoneNames
{
    private const int MaxSize = 1024 * 1024;
    private const int HeaderSize = 44;

    private readonly List<(long Since, int Offset, string Name)> _periods = [];

    private ZoneNames()
    {
    }

    /// <summary>Reads a zone; null when the system has no file for it.</summary>
    public static ZoneNames? Load(string id)
    {
        string folder = Environment.GetEnvironmentVariable("TZDIR") ?? "/usr/share/zoneinfo";
        string path = Path.Combine(folder, id);
        if (id.Contains("..", StringComparison.Ordinal) || Path.IsPathRooted(id) || !File.Exists(path) || new FileInfo(path).Length > MaxSize)
        {
            return null;
        }
        try
        {
            ZoneNames names = new();
            names.Read(File.ReadAllBytes(path));
            return names;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // Without the file the offset is shown instead of a name.
            return null;
        }
    }

    /// <summary>The name in use at an instant for an offset.</summary>
    public string? Find(long seconds, int offset)
    {
        for (int i = _periods.Count - 1; i >= 0; i--)
        {
            if (_periods[i].Since <= seconds && _periods[i].Offset == offset)
            {
                return _periods[i].Name;
            }
        }

        return _periods.Find(period => period.Offset == offset).Name;
    }

    private void Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("TZif"u8))
        {
            return;
        }
        int wide = 4;
        if (file[4] >= (byte)'2')
        {
            // The second block repeats the first with 64-bit times.
            file = file[(HeaderSize + BodySize(file, 4))..];
            wide = 8;
        }

        int times = Count(file, 32);
        int types = Count(file, 36);
        ReadOnlySpan<byte> body = file[HeaderSize..];
        ReadOnlySpan<byte> indices = body[(times * wide)..];
        ReadOnlySpan<byte> typeTable = indices[times..];
        ReadOnlySpan<byte> texts = typeTable[(types * 6)..];
        if (types > 0)
        {
            Add(long.MinValue, 0, typeTable, texts);
        }
        for (int i = 0; i < times; i++)
        {
            long since = wide == 8 ? BinaryPrimitives.ReadInt64BigEndian(body[(i * 8)..]) : BinaryPrimitives.ReadInt32BigEndian(body[(i * 4)..]);
            Add(since, indices[i], typeTable, texts);
        }
    }

    private void Add(long since, int type, ReadOnlySpan<byte> typeTable, ReadOnlySpan<byte> texts)
    {
        ReadOnlySpan<byte> entry = typeTable[(type * 6)..];
        ReadOnlySpan<byte> name = texts[entry[5]..];
        name = name[..name.IndexOf((byte)0)];
        _periods.Add((since, BinaryPrimitives.ReadInt32BigEndian(entry), System.Text.Encoding.ASCII.GetString(name)));
    }

    private static int BodySize(ReadOnlySpan<byte> header, int wide) =>
        (Count(header, 32) * (wide + 1)) + (Count(header, 36) * 6) + Count(header, 40) + (Count(header, 28) * (wide + 4)) + Count(header, 24) + Count(header, 20);

    private static int Count(ReadOnlySpan<byte> header, int at) => BinaryPrimitives.ReadInt32BigEndian(header[at..]);
}
