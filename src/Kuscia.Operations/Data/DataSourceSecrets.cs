using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Identity;
using Kuscia.Operations.Json;
using Kuscia.Protos.KusciaApi;
using DomainDataSource = Kuscia.Model.Resources.DomainDataSource;

namespace Kuscia.Operations.Data;

/// <summary>The encrypted info of data sources, readable with the domain key alone.</summary>
public sealed class DataSourceSecrets(DomainIdentity identity, DomainConfig config)
{
    /// <summary>The member of <c>spec.data</c> that holds the info.</summary>
    public const string DataKey = "encryptedInfo";

    /// <summary>The info as it is stored.</summary>
    public string Encrypt(DataSourceInfo info) => DomainCipher.Encrypt(identity.PrivateKey, MessageWriter.Bytes(info, JsonDialect.Stored));

    /// <summary>The info of a source, from the source itself or from the config entry it names; null when it has none.</summary>
    /// <exception cref="CryptographicException">It cannot be decrypted, or the config entry does not exist.</exception>
    /// <exception cref="JsonException">What was decrypted is no info.</exception>
    public async Task<DataSourceInfo?> ReadAsync(DomainDataSource source, CancellationToken cancellationToken)
    {
        if (source.Spec?.InfoKey is { Length: > 0 } key)
        {
            return await ReadEntryAsync(source.Spec.Type ?? "", key, cancellationToken);
        }

        return source.Spec?.Data is { } data && data.TryGetValue(DataKey, out string? text) && text.Length > 0
            ? RequestReader.Read<DataSourceInfo>(DomainCipher.Decrypt(identity.PrivateKey, text))
            : null;
    }

    /// <summary>The info that a config entry holds: the inner message of the source's type alone.</summary>
    /// <exception cref="CryptographicException">It cannot be decrypted, or the entry does not exist.</exception>
    /// <exception cref="JsonException">The entry is no info of that type.</exception>
    public async Task<DataSourceInfo?> ReadEntryAsync(string type, string key, CancellationToken cancellationToken)
    {
        string text = (await config.ReadAsync(cancellationToken)).GetValueOrDefault(key, "");
        if (text.Length == 0)
        {
            throw new CryptographicException($"domain data source info key {key} not exist");
        }

        byte[] json = DomainCipher.Decrypt(identity.PrivateKey, text);
        return type switch
        {
            "localfs" => new DataSourceInfo { Localfs = RequestReader.Read<LocalDataSourceInfo>(json) },
            "oss" => new DataSourceInfo { Oss = RequestReader.Read<OssDataSourceInfo>(json) },
            "odps" => new DataSourceInfo { Odps = RequestReader.Read<OdpsDataSourceInfo>(json) },
            "mysql" or "postgresql" or "hive" or "dameng" => new DataSourceInfo { Database = RequestReader.Read<DatabaseDataSourceInfo>(json) },
            _ => null,
        };
    }
}
