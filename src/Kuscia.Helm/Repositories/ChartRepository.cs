using System.Net.Http.Headers;
using System.Security.Cryptography;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Repositories;

/// <summary>A chart repository over HTTP: an <c>index.yaml</c> and the archives it names. Owns its connections.</summary>
internal sealed class ChartRepository : IDisposable
{
    private const long MaxIndexBytes = 64L << 20;
    private const long MaxArchiveBytes = 100L << 20;
    private const int MaxRedirections = 5;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(2);

    private readonly HttpClient client;
    private readonly string address;
    private RepositoryIndex? index;

    /// <exception cref="HelmException">The address is not one of HTTP.</exception>
    public ChartRepository(string address)
    {
        bool isHttp = Uri.TryCreate(address, UriKind.Absolute, out Uri? parsed) && parsed.Scheme is "http" or "https";
        if (!isHttp)
        {
            throw new HelmException($"could not find protocol handler for \"{address}\"; give a repository with http:// or https://, or the path of a chart");
        }

        this.address = address;
        var handler = new SocketsHttpHandler { MaxAutomaticRedirections = MaxRedirections, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) };
        client = new HttpClient(handler, disposeHandler: true) { Timeout = MaxTime };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Helm", "3.9.4"));
    }

    /// <summary>Finds and downloads a chart.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Version or constraint; empty for the newest release.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="HelmException">There is no such chart, or it is not what the index says.</exception>
    public async Task<(IndexEntry Entry, byte[] Archive)> FetchAsync(string name, string version, CancellationToken cancellationToken)
    {
        IndexEntry entry = await FindAsync(name, version, cancellationToken);
        string url = new Uri(new Uri(address.TrimEnd('/') + "/"), entry.Url).AbsoluteUri;
        byte[] archive = await GetAsync(url, MaxArchiveBytes, cancellationToken);
        string digest = Convert.ToHexStringLower(SHA256.HashData(archive));
        string wanted = entry.Digest.StartsWith("sha256:", StringComparison.Ordinal) ? entry.Digest["sha256:".Length..] : entry.Digest;
        return wanted.Length == 0 || digest.Equals(wanted, StringComparison.OrdinalIgnoreCase)
            ? (entry, archive)
            : throw new HelmException($"the archive {url} has the digest {digest}, but the index of the repository says {wanted}");
    }

    public async Task<IndexEntry> FindAsync(string name, string version, CancellationToken cancellationToken)
    {
        index ??= await ReadIndexAsync(cancellationToken);
        string what = $"chart \"{name}\"" + (version.Length > 0 ? $" version \"{version}\"" : "");
        return index.Find(name, version) ?? throw new HelmException($"{what} not found in {address} repository");
    }

    public void Dispose() => client.Dispose();

    private async Task<RepositoryIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        try
        {
            byte[] text = await GetAsync(address.TrimEnd('/') + "/index.yaml", MaxIndexBytes, cancellationToken);
            return RepositoryIndex.Parse(GoText.FromBytes(text));
        }
        catch (HelmException e)
        {
            throw new HelmException($"looks like \"{address}\" is not a valid chart repository or cannot be reached: {e.Message}", e);
        }
    }

    private async Task<byte[]> GetAsync(string url, long limit, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new HelmException($"failed to fetch {url} : {(int)answer.StatusCode} {answer.ReasonPhrase}");
            }

            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await ReadAsync(body, url, limit, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException)
        {
            throw new HelmException($"Get \"{url}\": {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HelmException($"Get \"{url}\": no complete answer within {MaxTime.TotalSeconds} seconds", e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream body, string url, long limit, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            data.Write(buffer, 0, read);
            if (data.Length > limit)
            {
                throw new HelmException($"{url} is larger than the {limit} bytes that are read");
            }
        }

        return data.ToArray();
    }
}
