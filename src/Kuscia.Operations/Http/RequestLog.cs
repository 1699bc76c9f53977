using System.Globalization;
using System.Threading.Channels;
using Kuscia.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace Kuscia.Operations.Http;

/// <summary>
/// One line per call of an API: time, method, path, status, duration, caller, forwarded host, and the beginning of request and answer without secrets. Lines
/// are written off the request's path; when the disk is slower than the calls, lines are dropped and counted, never calls delayed.
/// </summary>
public sealed class RequestLog : IAsyncDisposable
{
    private const int MaxWaiting = 4096;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly RequestLogOptions _options;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Opens the log; the file is made with the first line.</summary>
    public RequestLog(RequestLogOptions options, ILogger<RequestLog> logger)
    {
        _options = options;
        _logger = logger;
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
            $"{time} INFO {entry.Method} {Plain(entry.Path)} {entry.Status} {entry.Duration.TotalMilliseconds:0.0}ms caller={Plain(entry.Caller)} x-forward-host={Plain(entry.ForwardHost)} request={Plain(request)} response={Plain(answer)}");
    }

    // A line stays a line, whatever a caller sends.
    private static string Plain(string text)
    {
        string cut = text.Length > 2 * LogText.MaxShown ? text[..(2 * LogText.MaxShown)] : text;
        return cut.Length == 0 ? "-" : string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }

    private async Task WriteAsync()
    {
        using RollingFile file = new("request log", _options.Path, _options.MaxFileBytes, _options.MaxFiles, _logger);
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out string? line))
            {
                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long dropped)
                {
                    file.Append(string.Create(CultureInfo.InvariantCulture, $"({dropped} lines dropped: the disk was too slow)"));
                }

                file.Append(line);
            }

            file.Flush();
        }
    }
}

/// <summary>One call as the log tells it.</summary>
internal sealed record RequestLogEntry(
    DateTimeOffset Time, string Method, string Path, int Status, TimeSpan Duration, string Caller, string ForwardHost, byte[] Request, byte[] Answer);
