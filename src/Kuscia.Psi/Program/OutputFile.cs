namespace Kuscia.Psi.Program;

/// <summary>A file that appears under its name only when it is complete and on disk.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
    // Results are no business of other users of the machine.
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly FileStreamOptions Options = new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.Read,
        BufferSize = 256 << 10,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
    };

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _committed;

    private OutputFile(string path, string temporary, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>What is written so far.</summary>
    public Stream Stream => _stream;

    /// <summary>The folder of the file.</summary>
    public string Folder => Path.GetDirectoryName(_path) ?? "/";

    /// <summary>Creates the folders and a temporary file beside the target.</summary>
    public static OutputFile Create(string path)
    {
        try
        {
            string folder = Path.GetDirectoryName(path) ?? "/";
            _ = Directory.CreateDirectory(folder, FolderMode);
            RemoveLeftovers(folder, Path.GetFileName(path));
            string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
            return new(path, temporary, new FileStream(temporary, Options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    /// <summary>True for what writing throws when disk, quota or rights do not allow it; a file over the size limit is out of range for .NET.</summary>
    public static bool IsWriteFault(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>The failure to tell when writing a result fails.</summary>
    public static PsiException Failed(string path, Exception e)
    {
        string cure = e is UnauthorizedAccessException ? "check owner and mode of its folder" : "check the free space and the state of its disk";
        return new(ExitCode.Output, $"the result {path} cannot be written: {e.Message.TrimEnd('.')}; {cure}, then run the task again", e);
    }

    /// <summary>Brings the bytes to disk.</summary>
    public void Complete()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception e) when (IsWriteFault(e))
        {
            throw Failed(_path, e);
        }
    }

    /// <summary>Gives the file its name.</summary>
    /// <param name="replace">True to replace an older one.</param>
    public void Commit(bool replace)
    {
        try
        {
            File.Move(_temporary, _path, replace);
            _committed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(_path, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception e) when (!_committed && IsWriteFault(e))
        {
            // The disk is full: what could not be written is about to be deleted anyway.
        }
        finally
        {
            if (!_committed)
            {
                File.Delete(_temporary);
            }
        }
    }

    // A killed engine leaves its unfinished file behind; those of living engines are locked.
    private static void RemoveLeftovers(string folder, string name)
    {
        foreach (string file in Directory.EnumerateFiles(folder, $".{name}.*.tmp"))
        {
            try
            {
                using FileStream unlocked = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody writes it.
            }
        }
    }
}
