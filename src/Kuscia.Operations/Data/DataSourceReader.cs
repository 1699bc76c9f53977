using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;
using DomainDataSource = Kuscia.Model.Resources.DomainDataSource;

namespace Kuscia.Operations.Data;

/// <summary>Tells the decrypted info of data sources.</summary>
public sealed class DataSourceReader(DataSourceSecrets secrets)
{
    /// <summary>The info of a source; null when it has none.</summary>
    /// <param name="source">The stored object.</param>
    /// <param name="failure">Code of the failure.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OperationFaultException">It cannot be read.</exception>
    public async Task<DataSourceInfo?> ReadAsync(DomainDataSource source, int failure, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.ReadAsync(source, cancellationToken);
        }
        catch (CryptographicException e)
        {
            throw new OperationFaultException(failure, $"decrypt data source info failed, {e.Message}; data source {source.Metadata.Name} was stored with another domain key: update it with its info");
        }
        catch (JsonException)
        {
            // The text of this exception may quote what was decrypted.
            throw new OperationFaultException(failure, $"data source {source.Metadata.Name}: what is stored is no data source info; update the source with its info");
        }
    }

    /// <summary>The sentence about a source that does not exist.</summary>
    public static string NotFound(string id) => $"domaindatasources.kuscia.secretflow \"{id}\" not found";
}
