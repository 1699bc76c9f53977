using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Kuscia.Runtime.Envelopes;

/// <summary>
/// One line per call of an API: time, method, path, status, duration, caller, forwarded host, and the beginning of request and answer without secrets. Lines
/// are written off the request's path; when the disk is slower than the calls, lines are dropped and counted, never calls delayed.
/// </summary>
public sealed class RequestLog : IAsyncDisposable
{
    private const int MaxWaiting = 4096;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly RequestLogOptions _options;
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Opens the log; the file is made with the first line.</summary>
    public RequestLog(RequestLogOptions options)
    {
        _options = options;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    internal void Add(RequestLogEntry entry)
    {
        if (!_lines.Writer.TryWrite(Format(entry)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private string Format(RequestLogEntry entry)
    {
        bool bodies = !_options.WithoutBodies.Any(part => entry.Path.Contains(part, StringComparison.Ordinal));
        string request = bodies ? LogText.Of(entry.Request) : "(not logged)";
        string answer = bodies ? LogText.Of(entry.Answer) : "(not logged)";
        string time = entry.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{time} INFO {entry.Method} {Plain(entry.Path)} {entry.Status} {entry.Duration.TotalMilliseconds:0.0}ms caller={Plain(entry.Caller)} x-forward-host={Plain(entry.ForwardHost)} request={Plain(request)} response={Plain(answer)}\n");
    }

    // A line stays a line, whatever a caller sends.
    private static string Plain(string text)
    {
        string cut = text.Length > 2 * LogText.MaxShown ? text[..(2 * LogText.MaxShown)] : text;
        return cut.Length == 0 ? "-" : string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }

    private async Task WriteAsync()
    {
        FileStream? file = null;
        try
        {
            while (await _lines.Reader.WaitToReadAsync())
            {
                while (_lines.Reader.TryRead(out string? line))
                {
                    file = Append(file, line);
                }

                file = Flush(file);
            }
        }
        finally
        {
            Close(file);
        }
    }

    private static FileStream? Flush(FileStream? file)
    {
        try
        {
            file?.Flush();
            return file;
        }
        catch (IOException)
        {
            // A full disk must not stop the log: the file is opened anew by the next line.
            Close(file);
            return null;
        }
    }

    private static void Close(FileStream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException)
        {
            // What it still held is lost.
        }
    }

    private FileStream? Append(FileStream? file, string line)
    {
        try
        {
            if (file?.Length > _options.MaxFileBytes)
            {
                file.Dispose();
                file = null;
                Rotate();
            }

            file ??= Open();
            long dropped = Interlocked.Exchange(ref _dropped, 0);
            if (dropped > 0)
            {
                file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"({dropped} lines dropped: the disk was too slow)\n")));
            }

            file.Write(Encoding.UTF8.GetBytes(line));
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not stop the API; the next line tries again.
            Close(file);
            return null;
        }
    }

    private void Rotate()
    {
        for (int i = _options.MaxFiles - 1; i > 0; i--)
        {
            string from = i == 1 ? _options.Path : $"{_options.Path}.{i - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{_options.Path}.{i}", overwrite: true);
            }
        }

        if (_options.MaxFiles <= 1)
        {
            File.Delete(_options.Path);
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_options.Path) ?? "/");
        return new FileStream(
            _options.Path,
            new FileStreamOptions
            {
                Mode = FileMode.Append,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            });
    }
}

/// <summary>One call as the log tells it.</summary>
internal sealed record RequestLogEntry(
    DateTimeOffset Time, string Method, string Path, int Status, TimeSpan Duration, string Caller, string ForwardHost, byte[] Request, byte[] Answer);
