using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.Adversary;

/// <summary>
/// A partner with a real domain key who speaks raw to the external port of a victim: shakes hands, holds the route token and sends whatever it likes.
/// Not thread-safe; connections of <see cref="OpenAsync"/> are independent of each other.
/// </summary>
public sealed class Intruder(PartnerKey key, string victim, Uri endpoint, X509Certificate2 victimCertificate) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private RawConnection? _connection;

    /// <summary>Domain id of this partner.</summary>
    public string Domain => key.Domain;

    /// <summary>Domain id of the victim.</summary>
    public string Victim { get; } = victim;

    /// <summary>The victim's external port.</summary>
    public Uri Endpoint { get; } = endpoint;

    /// <summary>The route token; null before the handshake, unless one from elsewhere is tried.</summary>
    public string? Token { get; set; }

    /// <summary>Revision of the token.</summary>
    public long Revision { get; private set; }

    /// <summary>Host of the victim's API server.</summary>
    public string ApiServer => $"apiserver.{Victim}.svc";

    /// <summary>A connection on which nothing has been sent yet.</summary>
    public Task<RawConnection> OpenAsync(CancellationToken cancellationToken) => RawConnection.OpenAsync(Endpoint, cancellationToken);

    /// <summary>Agrees on a token as the source of the route to the victim; the answer's failure text when the victim refuses.</summary>
    public async Task<string?> HandshakeAsync()
    {
        using RSA victimKey = victimCertificate.GetRSAPublicKey() ?? throw new InvalidOperationException("the victim's certificate has no RSA key");
        byte[] ownPart = RandomNumberGenerator.GetBytes(16);
        JsonObject request = new()
        {
            ["domain_id"] = Domain,
            ["type"] = "RSA",
            ["token_config"] = new JsonObject { ["token"] = PartnerKey.Wrap(victimKey, ownPart), ["pubhash"] = key.PublicKeyHash },
            ["request_time"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000,
        };
        RawAnswer answer = await SendAsync("POST", "/handshake", request.ToJsonString(), host: $"kuscia-handshake.{Victim}.svc");
        JsonNode? token = answer.IsSuccess ? answer.Json?["token"] : null;
        if (token?["token"]?.GetValue<string>() is not { } wrapped)
        {
            return answer.ToString();
        }

        Token = Convert.ToBase64String([.. ownPart, .. key.Unwrap(wrapped)]);
        Revision = token["revision"]?.GetValue<long>() ?? 0;
        return null;
    }

    /// <summary>Asks for the state of the token, which is a heartbeat at the victim.</summary>
    public Task<RawAnswer> HeartbeatAsync(params (string Name, string Value)[] headers) =>
        SendAsync("GET", "/handshake", host: $"kuscia-handshake.{Victim}.svc", headers: [("Kuscia-Token-Revision", Revision.ToString(CultureInfo.InvariantCulture)), .. headers]);

    /// <summary>Sends one HTTP/1.1 request over a connection that is kept; a connection that was closed meanwhile is opened anew, once.</summary>
    /// <param name="method">Any word.</param>
    /// <param name="target">The request target, sent as it is.</param>
    /// <param name="body">The body; null sends none.</param>
    /// <param name="host">Logical host; the victim's API server by default.</param>
    /// <param name="contentType">Type of the body.</param>
    /// <param name="headers">Further headers, sent as they are; they replace identity headers of the same name.</param>
    /// <param name="headOnly">True for answers that do not end, such as watches: the connection is closed after the head.</param>
    public async Task<RawAnswer> SendAsync(
        string method, string target, string? body = null, string? host = null, string contentType = "application/json",
        IReadOnlyList<(string Name, string Value)>? headers = null, bool headOnly = false)
    {
        byte[] request = Compose(method, target, body, host, contentType, headers);
        RawAnswer answer = _connection is null ? RawAnswer.None : await ExchangeAsync(request, method != "HEAD", headOnly);
        return answer.Status != 0 ? answer : await ExchangeAsync(request, method != "HEAD", headOnly);
    }

    /// <summary>The bytes of one HTTP/1.1 request with this partner's identity.</summary>
    public byte[] Compose(
        string method, string target, string? body = null, string? host = null, string contentType = "application/json", IReadOnlyList<(string Name, string Value)>? headers = null)
    {
        string logical = host ?? ApiServer;
        List<(string Name, string Value)> all = [("Host", logical), ("Kuscia-Host", logical), ("Kuscia-Source", Domain), ("x-interconn-protocol", "kuscia")];
        if (Token is not null)
        {
            all.Add(("Kuscia-Token", Token));
        }

        if (body is not null)
        {
            all.Add(("Content-Type", contentType));
            all.Add(("Content-Length", Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture)));
        }

        HashSet<string> replaced = new((headers ?? []).Select(h => h.Name), StringComparer.OrdinalIgnoreCase);
        all = [.. all.Where(h => !replaced.Contains(h.Name)), .. headers ?? []];
        StringBuilder head = new($"{method} {target} HTTP/1.1\r\n");
        foreach ((string name, string value) in all)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. Encoding.UTF8.GetBytes(body ?? "")];
    }

    /// <summary>An HTTP/2 client with prior knowledge over TLS without ALPN, as gateways speak among each other. The caller adds identity headers.</summary>
    public HttpMessageInvoker Http2() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) => (await OpenAsync(cancellationToken)).Stream,
    });

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private async Task<RawAnswer> ExchangeAsync(byte[] request, bool withBody, bool headOnly)
    {
        using CancellationTokenSource limit = new(Limit);
        try
        {
            _connection ??= await OpenAsync(limit.Token);
            await _connection.SendAsync(request, limit.Token);
            RawAnswer answer = await _connection.ReadAnswerAsync(withBody && !headOnly, limit.Token);
            bool ended = headOnly || answer.Status == 0 || answer.Headers.GetValueOrDefault("Connection") == "close" || (!withBody && answer.Headers.ContainsKey("Content-Length"));
            if (ended)
            {
                await DisposeAsync();
            }

            return answer;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await DisposeAsync();
            return RawAnswer.None;
        }
        catch (OperationCanceledException)
        {
            await DisposeAsync();
            throw new TimeoutException($"{Victim} did not answer within {Limit}: {Encoding.UTF8.GetString(request.AsSpan(0, Math.Min(200, request.Length)))}");
        }
    }
}
