using System.Text;

namespace Kuscia.Identity;

/// <summary>Writes secrets to files that only their owner can read.</summary>
public static class KeyFiles
{
    /// <summary>Writes the text with mode 0600 unless the file exists.</summary>
    public static void WriteIfAbsent(string path, string text)
    {
        if (!File.Exists(path))
        {
            Write(path, text);
        }
    }

    /// <summary>Replaces the file atomically with mode 0600; its folder is made when it is missing.</summary>
    public static void Write(string path, string text)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        string temporary = path + ".new";
        File.Delete(temporary);
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (FileStream file = new(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
