using System.Text;

namespace Kuscia.Node.Configuration;

/// <summary>Reads the text of a configuration file; every way in which that fails has a sentence and a cure of its own.</summary>
internal static class ConfigFile
{
    /// <summary>How to make one.</summary>
    private const string Cure = "make one with `kuscia init --mode autonomy --domain NAME > kuscia.yaml` and start with `kuscia start -c kuscia.yaml`";

    // A configuration is a few KiB; what is larger is another file.
    private const long MaxBytes = 4 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of the file.</summary>
    /// <exception cref="ConfigFileException">It cannot be had.</exception>
    public static string Read(string path)
    {
        if (path.Length == 0)
        {
            throw new ConfigFileException($"--config names no file; {Cure}");
        }

        if (Directory.Exists(path))
        {
            throw new ConfigFileException($"{path} is a folder, not a configuration file; name the file, for example {Path.Combine(path, "kuscia.yaml")}");
        }

        string text = ReadText(path);
        return string.IsNullOrWhiteSpace(text) ? throw new ConfigFileException($"{path} is empty; {Cure}") : text;
    }

    private static string ReadText(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.CanSeek && file.Length > MaxBytes)
            {
                throw new ConfigFileException($"{path} has {file.Length} bytes, too many for a configuration file (at most {MaxBytes}); name the right file");
            }

            using StreamReader reader = new(file, Strict, detectEncodingFromByteOrderMarks: true);
            string text = reader.ReadToEnd();
            return text.Contains('\0', StringComparison.Ordinal) ? throw new ConfigFileException($"{path} is no text file; {Cure}") : text;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigFileException($"{path} does not exist; {Cure}", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ConfigFileException($"{path} cannot be read by this user ({Environment.UserName}); run the node as its owner, or let it be read: chmod u+r {path}", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new ConfigFileException($"{path} is no UTF-8 text; save it as UTF-8", e);
        }
        catch (IOException e)
        {
            throw new ConfigFileException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
