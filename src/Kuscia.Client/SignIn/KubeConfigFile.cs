using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kuscia.Client.SignIn;

/// <summary>One kubeconfig file.</summary>
internal sealed class KubeConfigFile
{
    private readonly KubeConfigEntry _root;

    private KubeConfigFile(KubeConfigEntry root) => _root = root;

    /// <summary>The context that is used when none is asked for.</summary>
    public string? CurrentContext => _root.Text("current-context");

    /// <summary>Reads a file.</summary>
    public static KubeConfigFile Read(string path)
    {
        try
        {
            YamlStream stream = new();
            stream.Load(new StringReader(File.ReadAllText(path)));
            YamlMappingNode root = stream.Documents is [{ RootNode: YamlMappingNode map }, ..] ? map : new YamlMappingNode();
            return new KubeConfigFile(new KubeConfigEntry(root, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/"));
        }
        catch (YamlException)
        {
            // The text of the exception may quote a secret of the file.
            throw new KubeConfigException($"Kubernetes cluster unreachable: cannot read kubeconfig {path}: it is not valid YAML");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"Kubernetes cluster unreachable: cannot read kubeconfig {path}: {e.Message}", e);
        }
    }

    /// <summary>The entry of a list that has a name; null when there is none.</summary>
    public KubeConfigEntry? Named(string list, string part, string name) =>
        _root.Maps(list).FirstOrDefault(entry => (entry.Text("name") ?? "") == name)?.Map(part);
}
