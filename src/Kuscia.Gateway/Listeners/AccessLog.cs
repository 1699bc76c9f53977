using System.Text;
using System.Threading.Channels;

namespace Kuscia.Gateway.Listeners;

/// <summary>
/// Writes access log lines off the request's path. When the disk is slower than the traffic, lines are dropped, never requests delayed. A file that reaches its
/// size is renamed to <c>NAME.1</c>, replacing the one before.
/// </summary>
internal sealed class AccessLog : IAsyncDisposable
{
    private const long MaxFileBytes = 64L << 20;
    private const int MaxWaiting = 8192;

    private readonly Channel<(string File, string Line)> _lines =
        Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly string _directory;
    private readonly Task _writing;

    public AccessLog(string directory)
    {
        _directory = directory;
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
        Dictionary<string, FileStream> files = new(StringComparer.Ordinal);
        try
        {
            while (await _lines.Reader.WaitToReadAsync())
            {
                while (_lines.Reader.TryRead(out (string File, string Line) entry))
                {
                    Append(files, entry.File, entry.Line);
                }

                foreach (string name in files.Keys.ToArray())
                {
                    Try(files, name, static file => file.Flush());
                }
            }
        }
        finally
        {
            foreach (string name in files.Keys.ToArray())
            {
                Try(files, name, static file => file.Dispose());
            }
        }
    }

    // A full disk must not stop the traffic nor the log: the file is opened anew by the next line.
    private static void Try(Dictionary<string, FileStream> files, string name, Action<FileStream> act)
    {
        try
        {
            act(files[name]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(files, name);
        }
    }

    private static void GiveUp(Dictionary<string, FileStream> files, string name)
    {
        if (files.Remove(name, out FileStream? broken))
        {
            try
            {
                broken.Dispose();
            }
            catch (IOException)
            {
                // What it still held is lost.
            }
        }
    }

    private void Append(Dictionary<string, FileStream> files, string name, string line)
    {
        try
        {
            if (!files.TryGetValue(name, out FileStream? file))
            {
                files[name] = file = Open(name);
            }
            else if (file.Length > MaxFileBytes)
            {
                file.Dispose();
                File.Move(file.Name, file.Name + ".1", overwrite: true);
                files[name] = file = Open(name);
            }

            file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A full disk must not stop the traffic; the next line tries again.
            GiveUp(files, name);
        }
    }

    private FileStream Open(string name) => new(Path.Combine(_directory, name), new FileStreamOptions
    {
        Mode = FileMode.Append,
        Access = FileAccess.Write,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 16384,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
    });
}
