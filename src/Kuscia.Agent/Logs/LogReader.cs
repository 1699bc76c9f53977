using System.Text;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Json;

namespace Kuscia.Agent.Logs;

/// <summary>Copies a log file with the choices of a reader: last lines, since, times, limit.</summary>
internal sealed class LogReader(PodLogOptions options, Stream destination)
{
    private const int BufferSize = 64 * 1024;

    private long _left = options.LimitBytes ?? long.MaxValue;

    /// <summary>True when the byte limit is used up.</summary>
    public bool IsFull => _left <= 0;

    /// <summary>Copies from <paramref name="from"/> to the present end and returns the new position.</summary>
    public async Task<long> CopyAsync(string log, long from, CancellationToken cancellationToken)
    {
        await using FileStream file = Open(log);
        if (file.Length < from)
        {
            from = 0; // Rotated meanwhile.
        }

        file.Seek(from, SeekOrigin.Begin);
        return options.Timestamps || options.Since is not null
            ? await CopyLinesAsync(file, log, from, cancellationToken)
            : await CopyBytesAsync(file, from, cancellationToken);
    }

    /// <summary>Offset of the first of the last <paramref name="lines"/> lines.</summary>
    public static async Task<long> TailOffsetAsync(string log, long lines, CancellationToken cancellationToken)
    {
        await using FileStream file = Open(log);
        long position = file.Length;
        long wanted = lines + 1;
        byte[] buffer = new byte[BufferSize];
        bool atEnd = true;
        while (position > 0)
        {
            int size = (int)Math.Min(buffer.Length, position);
            position -= size;
            file.Seek(position, SeekOrigin.Begin);
            await file.ReadExactlyAsync(buffer.AsMemory(0, size), cancellationToken);
            for (int i = size - 1; i >= 0; i--)
            {
                // A newline that ends the file ends its last line and starts none.
                bool newline = buffer[i] == (byte)'\n';
                if (atEnd && !newline)
                {
                    wanted--;
                }

                atEnd = false;
                if (newline && --wanted == 0)
                {
                    return position + i + 1;
                }
            }
        }

        return lines == 0 ? file.Length : 0;
    }

    private async Task<long> CopyBytesAsync(FileStream file, long position, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferSize];
        int read;
        while (!IsFull && (read = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            position += read;
            await WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return position;
    }

    private async Task<long> CopyLinesAsync(FileStream file, string log, long position, CancellationToken cancellationToken)
    {
        IReadOnlyList<(long Offset, DateTimeOffset Time)> times = LogTimes.Read(log);
        DateTimeOffset start = new(File.GetCreationTimeUtc(log), TimeSpan.Zero);
        LineSplitter lines = new(file, position);
        int entry = -1;
        while (!IsFull && await lines.NextAsync(cancellationToken) is { } line)
        {
            while (entry + 1 < times.Count && times[entry + 1].Offset <= line.Offset)
            {
                entry++;
            }

            DateTimeOffset written = entry >= 0 ? times[entry].Time : times.Count > 0 ? times[0].Time : start;
            position = line.Offset + line.Bytes.Length;
            if (options.Since is { } since && written < since)
            {
                continue;
            }

            if (options.Timestamps)
            {
                await WriteAsync(Encoding.ASCII.GetBytes(KubernetesTimeConverter.ToText(written) + " "), cancellationToken);
            }

            await WriteAsync(line.Bytes, cancellationToken);
        }

        return position;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> allowed = bytes[..(int)Math.Min(bytes.Length, _left)];
        _left -= allowed.Length;
        await destination.WriteAsync(allowed, cancellationToken);
    }

    private static FileStream Open(string log) => new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: true);
}
