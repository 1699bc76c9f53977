using System.Security.Cryptography;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Repositories;

/// <summary>A chart repository over HTTP: an <c>index.yaml</c> and the archives it names. Owns its connections.</summary>
public sealed class ChartRepository : IDisposable
{
    private const long MaxIndexBytes = 64L << 20;
    private const long MaxArchiveBytes = 100L << 20;

    private readonly HttpDownload _download;
    private readonly Uri _address;
    private readonly string _shown;
    private RepositoryIndex? _index;

    /// <summary>Names a repository; nothing is sent yet.</summary>
    /// <param name="address">Its address, which may hold an account: <c>https://USER:PASSWORD@HOST/charts</c>.</param>
    /// <exception cref="HelmException">The address is not one of HTTP.</exception>
    public ChartRepository(string address)
    {
        if (!HttpDownload.IsHttp(address.TrimEnd('/') + "/", out Uri? parsed))
        {
            throw new HelmException($"could not find protocol handler for \"{address}\"; give a repository with http:// or https://, or the path of a chart");
        }

        _address = parsed!; // not null: it is an address
        _shown = _address.UserInfo.Length == 0 ? address : HttpDownload.Shown(_address);
        _download = new HttpDownload(_address);
    }

    /// <summary>Downloads the archive of a chart from an address of its own.</summary>
    /// <exception cref="HelmException">It cannot be had.</exception>
    public static async Task<byte[]> FetchArchiveAsync(Uri archive, CancellationToken cancellationToken)
    {
        using HttpDownload download = new(archive);
        return await download.GetAsync(archive, MaxArchiveBytes, cancellationToken);
    }

    /// <summary>Finds and downloads a chart.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Version or constraint; empty for the newest release.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="HelmException">There is no such chart, or it is not what the index says.</exception>
    public async Task<(IndexEntry Entry, byte[] Archive)> FetchAsync(string name, string version, CancellationToken cancellationToken)
    {
        IndexEntry entry = await FindAsync(name, version, cancellationToken);
        Uri url = Resolve(entry);
        byte[] archive = await _download.GetAsync(url, MaxArchiveBytes, cancellationToken);
        string digest = Convert.ToHexStringLower(SHA256.HashData(archive));
        string wanted = entry.Digest.StartsWith("sha256:", StringComparison.Ordinal) ? entry.Digest["sha256:".Length..] : entry.Digest;
        return wanted.Length == 0 || digest.Equals(wanted, StringComparison.OrdinalIgnoreCase)
            ? (entry, archive)
            : throw new HelmException($"the archive {HttpDownload.Shown(url)} has the digest {digest}, but the index of the repository says {wanted}");
    }

    /// <summary>Finds a chart in the index.</summary>
    /// <exception cref="HelmException">There is no such chart, or the index cannot be had.</exception>
    public async Task<IndexEntry> FindAsync(string name, string version, CancellationToken cancellationToken)
    {
        string what = $"chart \"{name}\"" + (version.Length > 0 ? $" version \"{version}\"" : "");
        return await TryFindAsync(name, version, cancellationToken) ?? throw new HelmException($"{what} not found in {_shown} repository");
    }

    /// <summary>Finds a chart in the index; null when the repository does not offer it.</summary>
    /// <exception cref="HelmException">The index cannot be had.</exception>
    public async Task<IndexEntry?> TryFindAsync(string name, string version, CancellationToken cancellationToken)
    {
        _index ??= await ReadIndexAsync(cancellationToken);
        return _index.Find(name, version);
    }

    /// <inheritdoc/>
    public void Dispose() => _download.Dispose();

    // An address of the index is relative to the repository or one of HTTP; anything else could mean files of this machine.
    private Uri Resolve(IndexEntry entry)
    {
        bool isAddress = Uri.TryCreate(_address, entry.Url, out Uri? url) && url.Scheme is "http" or "https" && url.Host.Length > 0;
        if (!isAddress)
        {
            throw new HelmException(
                $"chart \"{entry.Name}\" version \"{entry.Version}\": the index of {_shown} gives the address \"{entry.Url}\", and only http and https addresses are fetched");
        }

        // A digest from the index holds whatever the way; without one the archive is only as safe as its own way.
        return url!.Scheme == "http" && _address.Scheme == "https" && entry.Digest.Length == 0 // not null: it is an address
            ? throw new HelmException(
                $"chart \"{entry.Name}\" version \"{entry.Version}\": the index of {_shown} gives the address {HttpDownload.Shown(url)} without https and without a digest")
            : url;
    }

    private async Task<RepositoryIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        try
        {
            byte[] text = await _download.GetAsync(new Uri(_address, "index.yaml"), MaxIndexBytes, cancellationToken);
            return RepositoryIndex.Parse(GoText.FromBytes(text));
        }
        catch (HelmException e)
        {
            throw new HelmException($"looks like \"{_shown}\" is not a valid chart repository or cannot be reached: {e.Message}", e);
        }
    }
}
