using System.Text;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Logs;

/// <summary>
/// A log of lines that other parts must never wait for. When it cannot be written that is said once; each further line tries anew, and when one is stored the
/// number of those lost is told. A file that reaches its size is renamed to <c>NAME.1</c>, that to <c>NAME.2</c>, and so on. For one thread.
/// </summary>
/// <param name="name">What it is, for messages, for example <c>access log</c>.</param>
/// <param name="path">The file; its folder is made when it is not there.</param>
/// <param name="maxBytes">Size after which a new file is begun.</param>
/// <param name="maxFiles">Files in all, the one being written included; at least 1.</param>
/// <param name="logger">Where faults are told.</param>
public sealed partial class RollingFile(string name, string path, long maxBytes, int maxFiles, ILogger logger) : IDisposable
{
    private FileStream? _file;
    private long _unflushed;
    private long _lost;
    private bool _broken;

    /// <summary>Adds a line; it is stored at the next <see cref="Flush"/>.</summary>
    public void Append(string line)
    {
        _unflushed++;
        try
        {
            if (_file?.Length > maxBytes)
            {
                _file.Dispose();
                _file = null;
                Rotate();
            }

            _file ??= Open();
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GiveUp(e.Message);
        }
    }

    /// <summary>Stores what was added.</summary>
    public void Flush()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            _file.Flush();
            _unflushed = 0;
            if (_broken)
            {
                _broken = false;
                Log.Mended(logger, name, path, _lost);
                _lost = 0;
            }
        }
        catch (IOException e)
        {
            GiveUp(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _file?.Dispose();
    }

    // A full disk must not stop the traffic nor the log: the file is opened anew by the next line.
    private void GiveUp(string fault)
    {
        _lost += _unflushed;
        _unflushed = 0;
        if (!_broken)
        {
            _broken = true;
            Log.Broken(logger, name, path, fault);
        }

        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What it still held is lost, and counted.
        }

        _file = null;
    }

    private void Rotate()
    {
        for (int i = maxFiles - 1; i > 0; i--)
        {
            string from = i == 1 ? path : $"{path}.{i - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{path}.{i}", overwrite: true);
            }
        }

        if (maxFiles <= 1)
        {
            File.Delete(path);
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        bool torn = _broken && EndsInTheMiddle();
        FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 16384,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        });
        if (torn)
        {
            file.WriteByte((byte)'\n');
        }

        return file;
    }

    // A disk that became full in the middle of a line leaves half of it; the next one must not be glued to it.
    private bool EndsInTheMiddle()
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return false;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek || file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1421, Level = LogLevel.Warning, Message = "The {Name} {Path} cannot be written: {Fault}; requests are served without their lines until it can")]
        public static partial void Broken(ILogger logger, string name, string path, string fault);

        [LoggerMessage(EventId = 1422, Level = LogLevel.Information, Message = "The {Name} {Path} is written again; {Lost} lines are lost")]
        public static partial void Mended(ILogger logger, string name, string path, long lost);
    }
}
