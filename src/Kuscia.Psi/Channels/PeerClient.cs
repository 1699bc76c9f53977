using System.Net;
using System.Security.Cryptography;

namespace Kuscia.Psi.Channels;

/// <summary>Posts to the partner's engine and repeats until it is taken, refused for good, or the partner is silent too long.</summary>
internal sealed class PeerClient : IDisposable
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    private readonly ChannelSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _base;
    private long _lastAnswer;
    private volatile bool _connected;
    private volatile string _lastProblem = "no answer at all";

    /// <summary>Creates a client; nothing is sent yet.</summary>
    public PeerClient(ChannelSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _base = new Uri($"http://{settings.GatewayAddress ?? settings.PeerEndpoint}");
        _lastAnswer = time.GetTimestamp();
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        });
    }

    /// <summary>True once the partner's engine has answered.</summary>
    public bool Connected => _connected;

    /// <summary>Sends until the partner's engine has taken the body.</summary>
    public async Task DeliverAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        TimeSpan delay = FirstDelay;
        while (true)
        {
            PeerAnswer answer = await PostAsync(path, body, AttemptTimeout, cancellationToken);
            if (answer.Mark == PeerWire.Taken)
            {
                return;
            }

            if (answer.Mark == PeerWire.Refused)
            {
                // An engine that has ended says so in its answers too, which may come before its own message.
                string did = answer.HasEnded ? "stopped" : "refused";
                throw new PsiException(ExitCode.Partner, $"the engine of {_settings.PeerName} {did}: {answer.Text}") { FromPartner = true };
            }

            ThrowIfSilentTooLong();
            delay = answer.Mark == PeerWire.Busy ? FirstDelay : delay;
            await Task.Delay(Jitter(delay), _time, cancellationToken);
            delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
        }
    }

    /// <summary>Sends once and reports whether the partner's engine answered.</summary>
    public async Task<bool> TryOnceAsync(string path, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken) =>
        (await PostAsync(path, body, timeout, cancellationToken)).Mark is not null;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<PeerAnswer> PostAsync(
        string path, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(timeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_base, path)) { Content = new ReadOnlyMemoryContent(body) };
        request.Headers.Host = _settings.PeerEndpoint;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, both.Token);
            return await ReadAnswerAsync(response, both.Token);
        }
        catch (HttpRequestException e)
        {
            _lastProblem = e.Message;
        }
        catch (IOException e)
        {
            _lastProblem = e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _lastProblem = $"no answer within {timeout.TotalSeconds:0} s";
        }

        return default;
    }

    private async Task<PeerAnswer> ReadAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? mark = response.Headers.TryGetValues(PeerWire.MarkHeader, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
        string text = await ReadTextAsync(response, cancellationToken);
        if (mark is null)
        {
            _lastProblem = PeerWire.Clean($"HTTP {(int)response.StatusCode} {text}");
            return default;
        }

        _ = Interlocked.Exchange(ref _lastAnswer, _time.GetTimestamp());
        _connected = true;
        return new(mark, PeerWire.Clean(text), response.StatusCode == HttpStatusCode.Gone);
    }

    private static async Task<string> ReadTextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4 * PeerWire.MaxReason];
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        int read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }

    private void ThrowIfSilentTooLong()
    {
        TimeSpan allowed = _connected ? _settings.StallTimeout : _settings.ConnectTimeout;
        if (_time.GetElapsedTime(Interlocked.Read(ref _lastAnswer)) < allowed)
        {
            return;
        }

        string way = _settings.GatewayAddress is null ? _settings.PeerEndpoint : $"{_settings.PeerEndpoint} through the gateway {_settings.GatewayAddress}";
        throw new PsiException(
            ExitCode.Timeout,
            $"the engine of {_settings.PeerName} did not answer at {way} for {allowed.TotalSeconds:0.#} s; the last attempt ended with: {_lastProblem}");
    }

    private static TimeSpan Jitter(TimeSpan delay) => delay * (0.75 + (RandomNumberGenerator.GetInt32(500) / 1000.0));

    private readonly record struct PeerAnswer(string? Mark, string Text, bool HasEnded);
}
