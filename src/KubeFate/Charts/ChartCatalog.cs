using KubeFate.Settings;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Repositories;

namespace KubeFate.Charts;

/// <summary>Charts that were uploaded, and those of the repository.</summary>
internal sealed class ChartCatalog(ChartTable table, ServiceSettings settings)
{
    public ChartTable Table => table;

    /// <summary>Stores an archive.</summary>
    /// <exception cref="HelmException">It is no chart.</exception>
    public async Task<StoredChart> UploadAsync(byte[] archive, CancellationToken cancellationToken)
    {
        StoredChart chart = StoredChart.FromArchive(archive);
        await table.ReplaceAsync(chart, cancellationToken);
        return chart;
    }

    /// <summary>Finds a chart: one that is stored, else one of the repository, which is then stored.</summary>
    /// <exception cref="HelmException">It is to be had nowhere.</exception>
    public async Task<StoredChart> GetAsync(string name, string version, CancellationToken cancellationToken) =>
        await table.FindAsync(name, version, cancellationToken) ?? await FetchAsync(name, version, cancellationToken);

    private async Task<StoredChart> FetchAsync(string name, string version, CancellationToken cancellationToken)
    {
        string missing = $"failed to download \"{settings.RepositoryName}/{name}\" at version \"{version}\"";
        if (settings.RepositoryUrl.Length == 0)
        {
            throw new HelmException(missing);
        }

        using ChartRepository repository = new(Address());
        IndexEntry entry = await repository.TryFindAsync(name, version, cancellationToken) ?? throw new HelmException(missing);
        if (await table.FindAsync(name, entry.Version, cancellationToken) is not null)
        {
            throw new HelmException($"helmChart already exists, name = {name}, version = {entry.Version}");
        }

        (_, byte[] archive) = await repository.FetchAsync(name, version, cancellationToken);
        return await UploadAsync(archive, cancellationToken);
    }

    private string Address() => settings.RepositoryUser.Length == 0 || !Uri.TryCreate(settings.RepositoryUrl, UriKind.Absolute, out Uri? address)
        ? settings.RepositoryUrl
        : new UriBuilder(address) { UserName = Uri.EscapeDataString(settings.RepositoryUser), Password = Uri.EscapeDataString(settings.RepositoryPassword) }.Uri.AbsoluteUri;
}
