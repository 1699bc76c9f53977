using System.Text;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Hooks;

/// <summary>Reads ConfigMaps and Secrets that pods refer to.</summary>
internal sealed class ConfigReader(IResourceClient client)
{
    /// <summary>All entries of a ConfigMap, or null when there is none.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>?> ConfigMapAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        ConfigMap? map = await client.GetAsync(Kinds.ConfigMap, new ResourceName(@namespace, name), cancellationToken);
        return map is null ? null : Merge(map.Data, map.BinaryData);
    }

    /// <summary>All entries of a Secret, or null when there is none.</summary>
    public async Task<IReadOnlyDictionary<string, byte[]>?> SecretAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        Secret? secret = await client.GetAsync(Kinds.Secret, new ResourceName(@namespace, name), cancellationToken);
        return secret is null ? null : Merge(secret.StringData, secret.Data);
    }

    /// <summary>A whole ConfigMap with its annotations, or null.</summary>
    public Task<ConfigMap?> GetAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        client.GetAsync(Kinds.ConfigMap, new ResourceName(@namespace, name), cancellationToken);

    private static Dictionary<string, byte[]> Merge(IReadOnlyDictionary<string, string>? texts, IReadOnlyDictionary<string, byte[]>? binaries)
    {
        Dictionary<string, byte[]> entries = new(StringComparer.Ordinal);
        foreach ((string key, string text) in texts ?? new Dictionary<string, string>())
        {
            entries[key] = Encoding.UTF8.GetBytes(text);
        }

        foreach ((string key, byte[] bytes) in binaries ?? new Dictionary<string, byte[]>())
        {
            entries[key] = bytes;
        }

        return entries;
    }
}
