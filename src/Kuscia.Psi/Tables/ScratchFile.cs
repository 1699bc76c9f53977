namespace Kuscia.Psi.Tables;

/// <summary>Temporary data on disk: a file without a name, which goes away with the process, however that ends. Not thread-safe.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly string _folder;

    private ScratchFile(FileStream stream, string folder)
    {
        _stream = stream;
        _folder = folder;
    }

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Creates an empty file.</summary>
    public static ScratchFile Create(string folder) => new(OpenStream(folder, bufferSize: 0), folder);

    /// <summary>Creates a file that only this user can read, and removes its name at once.</summary>
    /// <exception cref="PsiException">The folder cannot be written.</exception>
    public static FileStream OpenStream(string folder, int bufferSize)
    {
        string path = Path.Combine(folder, $".psi-scratch-{Guid.NewGuid():N}");
        try
        {
            FileStream stream = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                BufferSize = bufferSize,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            File.Delete(path);
            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(folder, e);
        }
    }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="PsiException">The disk is full or broken.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_stream.SafeFileHandle, bytes, Length);
            Length += bytes.Length;
        }
        catch (IOException e)
        {
            throw Failed(_folder, e);
        }
    }

    /// <summary>Reads bytes from a position.</summary>
    /// <returns>The number of bytes read; fewer than asked for at the end only.</returns>
    public int Read(Span<byte> bytes, long position)
    {
        int done = 0;
        while (done < bytes.Length)
        {
            int read = RandomAccess.Read(_stream.SafeFileHandle, bytes[done..], position + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static PsiException Failed(string folder, Exception e) => new(
        ExitCode.Output, $"temporary data cannot be written to {folder}: {e.Message}; make room there and run the task again", e);
}
