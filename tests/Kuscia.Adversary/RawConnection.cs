using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Adversary;

/// <summary>One connection to an external port, over which any bytes can be sent; understands HTTP/1.1 answers when asked to.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private const int MaxHead = 256 * 1024;
    private const int MaxBody = 64 * 1024 * 1024;

    private readonly TcpClient _tcp;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _end;

    private RawConnection(TcpClient tcp, Stream stream)
    {
        _tcp = tcp;
        _stream = stream;
    }

    /// <summary>The bytes in both directions, TLS removed.</summary>
    public Stream Stream => _stream;

    /// <summary>Connects; a certificate is shown only when one is given.</summary>
    public static async Task<RawConnection> OpenAsync(Uri endpoint, CancellationToken cancellationToken, X509Certificate2? shown = null)
    {
        TcpClient tcp = new() { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            if (endpoint.Scheme != "https")
            {
                return new RawConnection(tcp, tcp.GetStream());
            }

            SslStream secure = new(tcp.GetStream());
            SslClientAuthenticationOptions tls = new()
            {
                TargetHost = endpoint.Host,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,

                // A hostile party does not care whom it talks to.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                ClientCertificates = shown is null ? null : [shown],
            };
            await secure.AuthenticateAsClientAsync(tls, cancellationToken);
            return new RawConnection(tcp, secure);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads one answer; without its body when only the head is wanted or the request was HEAD.</summary>
    public async Task<RawAnswer> ReadAnswerAsync(bool withBody, CancellationToken cancellationToken)
    {
        string? head = await ReadHeadAsync(cancellationToken);
        if (head is null)
        {
            return RawAnswer.None;
        }

        string[] lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        int status = lines[0].Split(' ') is [_, { } code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[colon < 0 ? line : line[..colon]] = colon < 0 ? "" : line[(colon + 1)..].Trim();
        }

        bool bodiless = !withBody || status is 204 or 304 or (>= 100 and < 200);
        return new RawAnswer(status, headers, bodiless ? [] : await ReadBodyAsync(headers, cancellationToken));
    }

    /// <summary>The next bytes, whatever they are; empty at the end of the connection.</summary>
    public async Task<byte[]> ReadSomeAsync(CancellationToken cancellationToken)
    {
        if (_at == _end && !await FillAsync(cancellationToken))
        {
            return [];
        }

        byte[] taken = _buffer.AsSpan(_at, _end - _at).ToArray();
        _at = _end;
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task<string?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        StringBuilder head = new();
        while (head.Length < MaxHead)
        {
            string? line = await ReadLineAsync(cancellationToken);
            if (line is null)
            {
                return head.Length == 0 ? null : head.ToString();
            }

            if (line.Length == 0)
            {
                return head.ToString();
            }

            head.Append(line).Append("\r\n");
        }

        return head.ToString();
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        List<byte> line = [];
        while (line.Count < MaxHead)
        {
            if (_at == _end && !await FillAsync(cancellationToken))
            {
                return line.Count == 0 ? null : Encoding.Latin1.GetString([.. line]);
            }

            byte next = _buffer[_at++];
            if (next == '\n')
            {
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(next);
        }

        return Encoding.Latin1.GetString([.. line]);
    }

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        if (headers.GetValueOrDefault("Transfer-Encoding") == "chunked")
        {
            while (await ReadLineAsync(cancellationToken) is { Length: > 0 } size
                && int.TryParse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int length) && length > 0)
            {
                await CopyAsync(body, length, cancellationToken);
                await ReadLineAsync(cancellationToken);
            }

            await ReadLineAsync(cancellationToken);
            return body.ToArray();
        }

        long wanted = headers.TryGetValue("Content-Length", out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given : MaxBody;
        await CopyAsync(body, wanted, cancellationToken);
        return body.ToArray();
    }

    private async Task CopyAsync(MemoryStream body, long length, CancellationToken cancellationToken)
    {
        long left = Math.Min(length, MaxBody - body.Length);
        while (left > 0 && (_at < _end || await FillAsync(cancellationToken)))
        {
            int taken = (int)Math.Min(left, _end - _at);
            body.Write(_buffer, _at, taken);
            _at += taken;
            left -= taken;
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _at = 0;
        _end = await _stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }
}
