using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Operations.Data;

/// <summary>The encrypted key-value entries of a domain: ConfigMap <c>domain-config</c> in its namespace.</summary>
public sealed class DomainConfig(IResourceClient client, string domainId)
{
    /// <summary>The ConfigMap.</summary>
    public ResourceName Name { get; } = new(domainId, "domain-config");

    /// <summary>All entries, still encrypted.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        ConfigMap? map = await client.GetAsync(Kinds.ConfigMap, Name, cancellationToken);
        return map?.Data ?? new Dictionary<string, string>();
    }
}
