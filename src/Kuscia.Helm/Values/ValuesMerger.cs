using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Values;

/// <summary>Builds one map of user values from files and <c>--set</c> lines: files first, then JSON, typed, text and file lines; the later wins.</summary>
/// <param name="input">Read for the file name <c>-</c>, once; null when there is no standard input.</param>
public sealed class ValuesMerger(Stream? input = null)
{
    private const long MaxFileBytes = 16L << 20;

    /// <summary>Reads and merges everything.</summary>
    /// <exception cref="HelmException">A file cannot be read, or a line is malformed.</exception>
    public ValueMap Merge(ValuesOptions options)
    {
        ValueMap values = [];
        foreach (string file in options.Files)
        {
            values = MergeMaps(values, ParseFile(file));
        }

        foreach (string line in options.SetJson)
        {
            Apply("--set-json", line, () => MergeJson(line, ref values));
        }

        foreach (string line in options.Set)
        {
            Apply("--set", line, () => SetParser.ParseTyped(line, values));
        }

        foreach (string line in options.SetString)
        {
            Apply("--set-string", line, () => SetParser.ParseText(line, values));
        }

        foreach (string line in options.SetFile)
        {
            Apply("--set-file", line, () => SetParser.ParseFiles(line, values, ReadFile));
        }

        return values;
    }

    /// <summary>Merges two maps into a new one: tables recursively, otherwise the second wins; null stays a value.</summary>
    public static ValueMap MergeMaps(ValueMap first, ValueMap second)
    {
        ValueMap merged = first.ShallowCopy();
        foreach ((string key, object? value) in second)
        {
            merged[key] = value is ValueMap table && merged.TryGetMap(key, out ValueMap? existing)
                ? MergeMaps(existing, table)
                : value;
        }

        return merged;
    }

    private static void Apply(string flag, string line, Action parse)
    {
        try
        {
            parse();
        }
        catch (HelmException e)
        {
            // The line may hold a secret, so only the words of the parser are repeated.
            throw new HelmException($"failed parsing {flag} data: {e.Message}", e);
        }
    }

    private static void MergeJson(string line, ref ValueMap values)
    {
        if (!line.TrimStart().StartsWith('{'))
        {
            SetParser.ParseJson(line, values);
            return;
        }

        int at = 0;
        if (JsonPrefix.Read(line.Trim(), ref at) is ValueMap whole)
        {
            values = MergeMaps(values, whole);
        }
    }

    private ValueMap ParseFile(string file)
    {
        try
        {
            object? parsed = HelmYaml.Parse(ReadFile(file));
            return parsed switch
            {
                null => [],
                ValueMap map => map,
                _ => throw GoStructReader.CannotDecode(parsed, "map[string]interface {}"),
            };
        }
        catch (Exception e) when (e is HelmYamlException or HelmException { InnerException: null })
        {
            throw new HelmException(e is HelmYamlException || e.Message.StartsWith("error unmarshaling", StringComparison.Ordinal)
                ? $"failed to parse {file}: {e.Message}"
                : e.Message, e);
        }
    }

    private string ReadFile(string file)
    {
        if (file.Trim() == "-")
        {
            return ReadInput();
        }

        if (file.Contains("://", StringComparison.Ordinal))
        {
            throw new HelmException($"cannot read values from {file}: only files are supported; download it first");
        }

        try
        {
            FileInfo info = new(file);
            return info.Exists && info.Length > MaxFileBytes
                ? throw TooLarge(file)
                : GoText.FromBytes(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new HelmException($"open {file}: no such file or directory", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new HelmException(Directory.Exists(file) ? $"read {file}: is a directory" : $"open {file}: {e.Message}", e);
        }
    }

    private string ReadInput()
    {
        if (input is null)
        {
            throw new HelmException("there is no standard input to read values from");
        }

        using MemoryStream bytes = new();
        byte[] buffer = new byte[16 * 1024];
        for (int count = input.Read(buffer); count > 0; count = input.Read(buffer))
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MaxFileBytes)
            {
                throw TooLarge("-");
            }
        }

        return GoText.FromBytes(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    private static HelmException TooLarge(string file) => new($"values file {file} is larger than {MaxFileBytes} bytes");
}
