using System.Globalization;
using System.Net;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kuscia.Node.Configuration;

/// <summary>
/// Reads typed values out of a YAML mapping and collects all faults, so that they are reported together. An environment variable, where a key
/// has one, wins over the file.
/// </summary>
internal sealed class ConfigReader
{
    private const int MaxShownValue = 60;

    private readonly YamlMappingNode _root;
    private readonly Func<string, string?> _environment;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    private ConfigReader(YamlMappingNode root, Func<string, string?> environment)
    {
        _root = root;
        _environment = environment;
    }

    public List<ConfigFault> Faults { get; } = [];

    public static ConfigReader Parse(string text, string source, Func<string, string?> environment)
    {
        YamlStream stream = new();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new ConfigException(source, [new ConfigFault($"line {e.Start.Line}, column {e.Start.Column}", "the text", $"it must be YAML: {e.Message}")]);
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw new ConfigException(source, [new ConfigFault("(document)", "the text", "it must be a YAML mapping, lines of `key: value`; `kuscia init` prints a complete one")]);
        }

        return new ConfigReader(root, environment);
    }

    /// <summary>The text of a scalar, or null when it is absent or empty.</summary>
    public string? Text(string key, string? variable = null)
    {
        Ask(key);
        if (variable is not null && _environment(variable) is { Length: > 0 } value)
        {
            return value;
        }

        return Find(key) is YamlScalarNode { Value.Length: > 0 } scalar && scalar.Value is not "null" and not "~" ? scalar.Value : null;
    }

    public string? OneOf(string key, string? variable, params string[] allowed)
    {
        string? text = Text(key, variable);
        if (text is null)
        {
            return null;
        }

        string? match = allowed.FirstOrDefault(a => a.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (match is null)
        {
            Fault(key, text, $"it must be one of {string.Join(", ", allowed)}");
        }

        return match;
    }

    public bool Flag(string key, bool fallback)
    {
        switch (Text(key))
        {
            case null:
                return fallback;
            case "true" or "True" or "TRUE":
                return true;
            case "false" or "False" or "FALSE":
                return false;
            case { } text:
                Fault(key, text, "it must be true or false");
                return fallback;
        }
    }

    public int Number(string key, int fallback, int min, int max, string? variable = null)
    {
        string? text = Text(key, variable);
        if (text is null)
        {
            return fallback;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < min || value > max)
        {
            Fault(key, text, $"it must be a whole number from {min} to {max}{(variable is null ? "" : $" (environment: {variable})")}");
            return fallback;
        }

        return value;
    }

    public int Port(string key, int fallback, string variable) => Number(key, fallback, 1, 65535, variable);

    public IPAddress? Address(string key, string variable)
    {
        string? text = Text(key, variable);
        if (text is null)
        {
            return null;
        }

        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            Fault(key, text, "it must be an IP address, for example 192.168.1.10 or 127.0.0.1");
        }

        return address;
    }

    public IReadOnlyList<string> TextList(string key)
    {
        Ask(key);
        switch (Find(key))
        {
            case null or YamlScalarNode { Value: null or "" or "null" }:
                return [];
            case YamlSequenceNode sequence when sequence.All(c => c is YamlScalarNode):
                return [.. sequence.Children.Cast<YamlScalarNode>().Select(s => s.Value ?? "")];
            default:
                Fault(key, "the value", "it must be a list of texts");
                return [];
        }
    }

    /// <summary>Marks keys that other modes use or that are accepted without effect here; of a block so marked any member is accepted.</summary>
    public void Accept(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            Ask(key);
            _open.Add(key);
        }
    }

    private void Ask(string key)
    {
        _known.Add(key.Split('.')[0]);
        _asked.Add(key);
    }

    /// <summary>Keys that nobody asked for, at the top and in the blocks that are read here.</summary>
    public IReadOnlyList<UnknownKey> UnknownKeys()
    {
        List<UnknownKey> unknown = [];
        foreach ((YamlNode key, YamlNode value) in _root.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            string[] members = [.. _asked.Where(a => a.StartsWith(name + ".", StringComparison.Ordinal)).Select(a => a[(name.Length + 1)..])];
            if (!_known.Contains(name))
            {
                unknown.Add(new UnknownKey(name, NearestKey.To(name, _known)));
            }
            else if (members.Length > 0 && value is YamlMappingNode block && !_open.Contains(name))
            {
                unknown.AddRange(UnknownMembers(name, block, members));
            }
        }

        return unknown;
    }

    private static IEnumerable<UnknownKey> UnknownMembers(string block, YamlMappingNode mapping, string[] members)
    {
        string[] known = [.. members.Select(m => m.Split('.')[0]).Distinct()];
        return mapping.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "").Where(k => !known.Contains(k))
            .Select(k => new UnknownKey($"{block}.{k}", NearestKey.To(k, known) is { } near ? $"{block}.{near}" : null));
    }

    public void Fault(string key, string value, string allowed) =>
        Faults.Add(new ConfigFault(key, value.Length > MaxShownValue ? value[..MaxShownValue] + "…" : value.Length == 0 ? "(empty)" : value, allowed));

    private YamlNode? Find(string key)
    {
        YamlNode? node = _root;
        foreach (string part in key.Split('.'))
        {
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(part), out YamlNode? child) ? child : null;
        }

        return node;
    }
}
