using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Kuscia.Agent.Hooks.Rendering;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>Renders the config templates of a pod just before its container starts.</summary>
internal sealed class ConfigRendering(AgentOptions options, ConfigReader configs, DomainIdentity identity)
{
    private const string DomainConfig = "domain-config";
    private const int MaxValue = 64 << 20;

    /// <summary>True when the pod asks for the files of this volume to be rendered.</summary>
    public static bool IsTemplate(Pod pod, string volume) =>
        (pod.Metadata.Annotation(WellKnownAnnotations.ConfigTemplateVolumes) ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(volume, StringComparer.Ordinal);

    /// <summary>The rendered text of one file.</summary>
    /// <exception cref="ContainerStartException">The template or a value is malformed.</exception>
    public async Task<byte[]> RenderAsync(Pod pod, string file, byte[] template, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        ConfigTemplate parsed;
        try
        {
            parsed = ConfigTemplate.Parse(Encoding.UTF8.GetString(template));
        }
        catch (FormatException e)
        {
            throw new ContainerStartException($"config template of {file}: {e.Message}");
        }

        Dictionary<string, string> values = await ValuesAsync(pod, environment, cancellationToken);
        await AddDomainConfigAsync(pod, parsed.Keys.Where(k => !values.ContainsKey(k)), values, cancellationToken);
        return Encoding.UTF8.GetBytes(parsed.Render(values));
    }

    private async Task<Dictionary<string, string>> ValuesAsync(Pod pod, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, string value) in environment)
        {
            values[name.ToUpperInvariant()] = value;
        }

        values["KUSCIA_API_PROTOCOL"] = options.KusciaApiProtocol;
        values["KUSCIA_API_TOKEN"] = options.KusciaApiToken ?? "";
        values["KUSCIA_DOMAIN_KEY_DATA"] = options.DomainKeyData ?? "";
        if (pod.Metadata.Annotation(WellKnownAnnotations.ConfigTemplateValueCmName) is not { Length: > 0 } name2)
        {
            return values;
        }

        ConfigMap map = await configs.GetAsync(pod.Metadata.Namespace ?? "", name2, cancellationToken)
            ?? throw new PodConfigException($"ConfigMap {pod.Metadata.Namespace}/{name2} with the values of the config templates does not exist");
        AddMap(map, values);
        return values;
    }

    private static void AddMap(ConfigMap map, Dictionary<string, string> values)
    {
        foreach ((string key, string value) in map.Data ?? new Dictionary<string, string>())
        {
            values[key] = value;
        }

        string[] compressed = (map.Metadata.Annotation(WellKnownAnnotations.ConfigValueCompressFieldsName) ?? "").Split(',', StringSplitOptions.TrimEntries);
        foreach ((string key, byte[] bytes) in map.BinaryData ?? new Dictionary<string, byte[]>())
        {
            values[key] = compressed.Contains(key, StringComparer.Ordinal) ? Inflate(map, key, bytes) : Encoding.UTF8.GetString(bytes);
        }
    }

    private static string Inflate(ConfigMap map, string key, byte[] bytes)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(bytes), CompressionMode.Decompress);
            byte[] buffer = new byte[81920];
            using MemoryStream plain = new();
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > MaxValue)
                {
                    throw new ContainerStartException($"value {key} of ConfigMap {map.Identity} is larger than {MaxValue} bytes when decompressed");
                }
            }

            return Encoding.UTF8.GetString(plain.GetBuffer(), 0, (int)plain.Length);
        }
        catch (InvalidDataException e)
        {
            throw new ContainerStartException($"value {key} of ConfigMap {map.Identity} is not zlib data: {e.Message}");
        }
    }

    // Keys nobody gave a value for are looked up among the config entries of the domain; an unknown entry is empty.
    private async Task AddDomainConfigAsync(Pod pod, IEnumerable<string> missing, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        string[] keys = [.. missing];
        if (keys.Length == 0)
        {
            return;
        }

        ConfigMap? map = await configs.GetAsync(pod.Metadata.Namespace ?? "", DomainConfig, cancellationToken);
        foreach (string key in keys)
        {
            string? stored = map?.Data?.GetValueOrDefault(key);
            try
            {
                values[key] = string.IsNullOrEmpty(stored) ? "" : Encoding.UTF8.GetString(DomainCipher.Decrypt(identity.PrivateKey, stored));
            }
            catch (CryptographicException)
            {
                throw new ContainerStartException($"config entry '{key}' of domain {options.DomainId} cannot be decrypted with the domain key; store it again");
            }
        }
    }
}
