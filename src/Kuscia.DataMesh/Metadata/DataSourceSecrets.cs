using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.DataMesh.Messages;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Certificates;

namespace Kuscia.DataMesh.Metadata;

/// <summary>The encrypted info of data sources, readable with the domain key alone.</summary>
internal sealed class DataSourceSecrets(DomainIdentity identity)
{
    public const string DataKey = "encryptedInfo";

    public string Encrypt(DataSourceInfo info) =>
        DomainCipher.Encrypt(identity.PrivateKey, JsonSerializer.SerializeToUtf8Bytes(info, StoredInfoContext.Default.DataSourceInfo));

    /// <summary>The info of a source; throws <see cref="CryptographicException"/> or <see cref="JsonException"/> when it cannot be read.</summary>
    public DataSourceInfo? Decrypt(DomainDataSource source) =>
        source.Spec?.Data is { } data && data.TryGetValue(DataKey, out string? text) && text.Length > 0
            ? JsonSerializer.Deserialize(DomainCipher.Decrypt(identity.PrivateKey, text), MeshJsonContext.Default.DataSourceInfo)
            : null;

    /// <summary>The info stored under a config entry: the inner message of the source's type alone.</summary>
    public DataSourceInfo? DecryptInner(string type, string text)
    {
        byte[] json = DomainCipher.Decrypt(identity.PrivateKey, text);
        return type switch
        {
            "localfs" => new DataSourceInfo { Localfs = JsonSerializer.Deserialize(json, MeshJsonContext.Default.LocalInfo) },
            "oss" => new DataSourceInfo { Oss = JsonSerializer.Deserialize(json, MeshJsonContext.Default.OssInfo) },
            "odps" => new DataSourceInfo { Odps = JsonSerializer.Deserialize(json, MeshJsonContext.Default.OdpsInfo) },
            "mysql" or "postgresql" or "hive" or "dameng" => new DataSourceInfo { Database = JsonSerializer.Deserialize(json, MeshJsonContext.Default.DatabaseInfo) },
            _ => null,
        };
    }
}
