using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kuscia.Client.SignIn;

/// <summary>A map of a kubeconfig file; paths in it count from the folder of the file.</summary>
internal sealed class KubeConfigEntry(YamlMappingNode node, string folder)
{
    /// <summary>The folder of the file.</summary>
    public string Folder => folder;

    /// <summary>Whether a key is there.</summary>
    public bool Has(string key) => Node(key) is not null;

    /// <summary>A text; null when it is missing or empty.</summary>
    public string? Text(string key) => Node(key) is YamlScalarNode scalar ? Value(scalar) : null;

    /// <summary>Whether a key is true.</summary>
    public bool Flag(string key) => string.Equals(Text(key), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A list of texts; empty when it is missing.</summary>
    public IReadOnlyList<string> Texts(string key) => Node(key) is YamlSequenceNode list ? [.. list.OfType<YamlScalarNode>().Select(Value).OfType<string>()] : [];

    /// <summary>A map; null when it is missing.</summary>
    public KubeConfigEntry? Map(string key) => Node(key) is YamlMappingNode map ? new KubeConfigEntry(map, folder) : null;

    /// <summary>A list of maps; empty when it is missing.</summary>
    public IEnumerable<KubeConfigEntry> Maps(string key) => Node(key) is YamlSequenceNode list ? list.OfType<YamlMappingNode>().Select(m => new KubeConfigEntry(m, folder)) : [];

    /// <summary>A PEM text, from <c>KEY-data</c> in base64 or from the file that KEY names; null when neither is there.</summary>
    public string? Pem(string key)
    {
        if (Text(key + "-data") is { } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException e)
            {
                throw new KubeConfigException($"{key}-data of the kubeconfig is not base64", e);
            }
        }

        if (Text(key) is not { } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"unable to read {key} {file}: {e.Message}", e);
        }
    }

    private YamlNode? Node(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;

    // A plain null is none, a quoted one is a text.
    private static string? Value(YamlScalarNode scalar) =>
        scalar.Value is { Length: > 0 } text && !(scalar.Style == ScalarStyle.Plain && text is "null" or "~") ? text : null;
}
