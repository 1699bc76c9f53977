namespace Kuscia.Psi.Program;

/// <summary>A file that appears under its name only when it is complete and on disk.</summary>
internal sealed class OutputFile : IAsyncDisposable
{
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
            _ = Directory.CreateDirectory(folder);
            string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
            return new(path, temporary, new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 256 << 10));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsiException(ExitCode.Output, $"the result {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Brings the bytes to disk and gives the file its name, replacing an older one.</summary>
    public void Commit()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
            File.Move(_temporary, _path, overwrite: true);
            _committed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsiException(ExitCode.Output, $"the result {_path} cannot be written: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        if (!_committed)
        {
            File.Delete(_temporary);
        }
    }
}
