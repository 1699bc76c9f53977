using System.Globalization;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace KubeFate.Settings;

/// <summary>The values of <c>config.yaml</c>, each of which an environment variable may replace.</summary>
internal sealed class SettingsFile
{
    private const string Prefix = "FATECLOUD_";

    private readonly ValueMap _content;
    private readonly Func<string, string?> _environment;

    private SettingsFile(ValueMap content, Func<string, string?> environment)
    {
        _content = content;
        _environment = environment;
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">Path given by the user; null for <c>config.yaml</c> in <paramref name="folder"/>.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="SettingsException">There is no such file, or it is no YAML.</exception>
    public static SettingsFile Load(string? path, string folder, Func<string, string?> environment)
    {
        string file = path ?? Path.Combine(folder, "config.yaml");
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(path is null && !File.Exists(file)
                ? $"load config.yaml error, Config File \"config\" Not Found in \"[{folder}]\""
                : $"load config.yaml error, {e.Message}");
        }

        try
        {
            return new SettingsFile(PlainYaml.Parse(text) as ValueMap ?? [], environment);
        }
        catch (HelmYamlException e)
        {
            throw new SettingsException($"load config.yaml error, While parsing config: {e.Message}");
        }
    }

    /// <summary>Settings of the environment alone.</summary>
    public static SettingsFile Empty(Func<string, string?> environment) => new([], environment);

    /// <summary>The value of a key such as <c>user.password</c>: the environment before the file; null when neither has it.</summary>
    public string? Text(string key)
    {
        string? given = _environment(Prefix + key.ToUpperInvariant().Replace('.', '_'));
        if (!string.IsNullOrEmpty(given))
        {
            return given;
        }

        object? value = _content;
        foreach (string part in key.Split('.'))
        {
            value = value is ValueMap map ? Member(map, part) : null;
        }

        return value switch
        {
            null or ValueMap => null,
            bool truth => truth ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The value of a key, or a default.</summary>
    public string Text(string key, string fallback) => Text(key) is { } text ? text : fallback;

    /// <summary>Whether a key says true.</summary>
    public bool Flag(string key) => Text(key) is "true" or "True" or "TRUE" or "1" or "t" or "T";

    /// <summary>A whole number within bounds.</summary>
    public int Number(string key, int fallback, int min, int max)
    {
        string? text = Text(key);
        if (text is null)
        {
            return fallback;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw new SettingsException($"{key}: \"{text}\" is no whole number from {min} to {max}; change it in config.yaml or {Prefix}{key.ToUpperInvariant().Replace('.', '_')}");
    }

    /// <summary>A duration of Go's form.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback)
    {
        string? text = Text(key);
        if (text is null)
        {
            return fallback;
        }

        return GoDuration.Parse(text) is { } duration && duration > TimeSpan.Zero
            ? duration
            : throw new SettingsException($"{key}: \"{text}\" is no duration such as 90s, 30m or 1h");
    }

    private static object? Member(ValueMap map, string name)
    {
        foreach ((string key, object? value) in map)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
