using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Operations.Data;

/// <summary>Tells a data source with its decrypted info.</summary>
public sealed class DataSourceReader(DataSourceSecrets secrets)
{
    /// <summary>The source as it is told, or a failure when its info cannot be read.</summary>
    /// <param name="source">The stored object.</param>
    /// <param name="forTasks">The rules of an API for tasks: no domain, no key of a config entry, a status.</param>
    /// <param name="failure">Code of the failure.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Reply<DataSourceMessage>> ReadAsync(DomainDataSource source, bool forTasks, int failure, CancellationToken cancellationToken)
    {
        try
        {
            return Replies.Of(Describe(source, forTasks) with { Info = await secrets.ReadAsync(source, cancellationToken) });
        }
        catch (CryptographicException e)
        {
            return Replies.Fail<DataSourceMessage>(failure, $"data source {source.Metadata.Name}: {e.Message}");
        }
        catch (JsonException)
        {
            // The text of this exception may quote what was decrypted.
            return Replies.Fail<DataSourceMessage>(failure, $"data source {source.Metadata.Name}: what is stored is no data source info; update the source with its info");
        }
    }

    /// <summary>The source without its info.</summary>
    public static DataSourceMessage Describe(DomainDataSource source, bool forTasks) => new()
    {
        DomainId = forTasks ? null : source.Metadata.Namespace ?? "",
        DatasourceId = source.Metadata.Name ?? "",
        Name = source.Spec?.Name ?? "",
        Type = source.Spec?.Type ?? "",
        Status = forTasks ? "Available" : "",
        InfoKey = forTasks ? "" : source.Spec?.InfoKey ?? "",
        AccessDirectly = source.Spec?.AccessDirectly ?? false,
    };

    /// <summary>The sentence about a source that does not exist.</summary>
    public static string NotFound(string id) => $"domaindatasources.kuscia.secretflow \"{id}\" not found";
}
