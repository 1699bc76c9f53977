namespace KubeFate.Cli;

/// <summary>Where a command runs: its writers, folder, environment and clock.</summary>
internal sealed record Terminal(TextWriter Output, TextWriter Error, string Folder, Func<string, string?> Environment, TimeProvider Clock)
{
    /// <summary>How wide a cell of a table may be.</summary>
    public int CellWidth { get; init; } = 120;

    /// <summary>The path of a file that the user named.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Reads a file, failing in the words of the original.</summary>
    /// <exception cref="CliException">It cannot be read, or has more bytes than <paramref name="maxBytes"/>.</exception>
    public byte[] Read(string file, long maxBytes)
    {
        string path = PathOf(file);
        if (file.Length > 0 && Directory.Exists(path))
        {
            throw new CliException($"read {file}: is a directory");
        }

        if (new FileInfo(path) is { Exists: true } info && info.Length > maxBytes)
        {
            throw new CliException($"{file} has {info.Length >> 20} MiB, and the service takes {maxBytes >> 20} MiB at most");
        }

        try
        {
            return file.Length == 0 ? throw new FileNotFoundException() : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"open {file}: no such file or directory");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"open {file}: {e.Message}");
        }
    }
}
