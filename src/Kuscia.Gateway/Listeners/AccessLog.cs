using System.Threading.Channels;
using Kuscia.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Listeners;

/// <summary>Writes access log lines off the request's path. When the disk is slower than the traffic, lines are dropped, never requests delayed.</summary>
internal sealed class AccessLog : IAsyncDisposable
{
    private const int MaxWaiting = 8192;
    private const long MaxFileBytes = 64L << 20;
    private const int MaxFiles = 2;

    private readonly Channel<(string File, string Line)> _lines =
        Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly Task _writing;

    public AccessLog(string directory, ILogger logger)
    {
        _directory = directory;
        _logger = logger;
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
        Dictionary<string, RollingFile> files = new(StringComparer.Ordinal);
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out (string File, string Line) entry))
            {
                if (!files.TryGetValue(entry.File, out RollingFile? file))
                {
                    files[entry.File] = file = new RollingFile("access log", Path.Combine(_directory, entry.File), MaxFileBytes, MaxFiles, _logger);
                }

                file.Append(entry.Line);
            }

            foreach (RollingFile file in files.Values)
            {
                file.Flush();
            }
        }

        foreach (RollingFile file in files.Values)
        {
            file.Dispose();
        }
    }
}
