using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

/// <summary>Writes access log lines off the request's path. When the disk is slower than the traffic, lines are dropped, never requests delayed.</summary>
internal sealed class AccessLog : IAsyncDisposable
{
    private const int MaxWaiting = 8192;

    private readonly Channel<(string File, string Line)> _lines =
        Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly Task _writing;

    public AccessLog(string directory, ILogger logger)
    {
        _directory = directory;
        _logger = logger;
        Directory.CreateDirectory(directory);
        _writing = Task.Run(WriteAsync);
    }

    public void Add(string file, string line) => _lines.Writer.TryWrite((file, line));

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        Dictionary<string, AccessLogFile> files = new(StringComparer.Ordinal);
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out (string File, string Line) entry))
            {
                if (!files.TryGetValue(entry.File, out AccessLogFile? file))
                {
                    files[entry.File] = file = new AccessLogFile(Path.Combine(_directory, entry.File), _logger);
                }

                file.Append(entry.Line);
            }

            foreach (AccessLogFile file in files.Values)
            {
                file.Flush();
            }
        }

        foreach (AccessLogFile file in files.Values)
        {
            file.Dispose();
        }
    }
}
