using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Repositories;

/// <summary>
/// Fetches files over HTTP, starting at an address the user named. What that answers is not trusted: other schemes, redirections
/// from https to http, and the way to this machine itself or to the link it is on (where clouds keep secrets) are refused.
/// Owns its connections.
/// </summary>
internal sealed class HttpDownload : IDisposable
{
    private const int MaxRedirections = 5;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(2);

    private readonly Uri _origin;
    private readonly HttpClient _client;

    public HttpDownload(Uri origin)
    {
        _origin = origin;
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = ConnectAsync,
        };
        _client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Helm", ToldVersion.Number));
    }

    /// <summary>Tells whether a text is an address of HTTP.</summary>
    public static bool IsHttp(string text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https" && address.Host.Length > 0;

    /// <summary>An address without the name and password in it.</summary>
    public static string Shown(Uri address) => address.UserInfo.Length == 0
        ? address.OriginalString
        : address.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);

    /// <summary>Fetches a file.</summary>
    /// <exception cref="HelmException">It cannot be had in time, or is larger than the limit in bytes.</exception>
    public async Task<byte[]> GetAsync(Uri address, long limit, CancellationToken cancellationToken)
    {
        string shown = Shown(address);
        // The client's own limit ends with the headers; this one holds for the body as well.
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(MaxTime);
        try
        {
            return await FollowAsync(address, limit, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or NotSupportedException)
        {
            throw new HelmException($"Get \"{shown}\": {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HelmException($"Get \"{shown}\": no complete answer within {MaxTime.TotalSeconds} seconds", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> FollowAsync(Uri first, long limit, CancellationToken cancellationToken)
    {
        Uri address = first;
        for (int redirections = 0; redirections <= MaxRedirections; redirections++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            request.Headers.Authorization = Account(address);
            using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (IsRedirection(answer.StatusCode) && answer.Headers.Location is { } location)
            {
                address = Redirected(address, location);
                continue;
            }

            if (!answer.IsSuccessStatusCode)
            {
                throw new HelmException($"failed to fetch {Shown(first)} : {(int)answer.StatusCode} {answer.ReasonPhrase}");
            }

            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await ReadAsync(body, Shown(first), limit, cancellationToken);
        }

        throw new HelmException($"Get \"{Shown(first)}\": stopped after {MaxRedirections} redirects");
    }

    private static bool IsRedirection(HttpStatusCode status) => status is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static Uri Redirected(Uri from, Uri location)
    {
        Uri to = new(from, location);
        if (to.Scheme is not ("http" or "https"))
        {
            throw new HelmException($"Get \"{Shown(from)}\": it redirects to {Shown(to)}, and only http and https addresses are fetched");
        }

        return to.Scheme == "http" && from.Scheme == "https"
            ? throw new HelmException($"Get \"{Shown(from)}\": it redirects from https to {Shown(to)}, where everybody on the way could change the file")
            : to;
    }

    // The account in the address the user named is for that server alone.
    private AuthenticationHeaderValue? Account(Uri address)
    {
        bool isOrigin = Uri.Compare(address, _origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
        return isOrigin && _origin.UserInfo.Length > 0
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(_origin.UserInfo))))
            : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint target = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(target.Host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        // A proxy is the user's own choice; what it connects to is its affair.
        bool isProxy = !target.Host.Equals(context.InitialRequestMessage.RequestUri?.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
        bool isOrigin = target.Host.Equals(_origin.IdnHost.Trim('[', ']'), StringComparison.OrdinalIgnoreCase);
        if (!isProxy && !isOrigin && !_origin.IsLoopback && Array.Exists(addresses, IsOwn))
        {
            throw new HttpRequestException($"{target.Host} is this machine or the link it is on, and {_origin.Host} has no business to send anybody there");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsOwn(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        byte[] bytes = plain.GetAddressBytes();
        return IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.Equals(IPAddress.IPv6Any)
            || (bytes.Length == 4 && (bytes[0] is 0 or 127 || (bytes[0] == 169 && bytes[1] == 254)));
    }

    private static async Task<byte[]> ReadAsync(Stream body, string url, long limit, CancellationToken cancellationToken)
    {
        using MemoryStream data = new();
        byte[] buffer = new byte[81920];
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
