using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using KubeFate.Service;
using KubeFate.Settings;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace KubeFate.Cli;

/// <summary>Talks to the service. Redirections within it are followed with the token, as clients of the original do.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaxRedirections = 5;

    private readonly HttpClient _client;
    private readonly SettingsFile _settings;
    private readonly string _root;

    /// <exception cref="SettingsException">The key serviceurl is no address.</exception>
    public ApiClient(SettingsFile settings)
    {
        _settings = settings;
        string service = settings.Text("serviceurl", "localhost:8080").TrimEnd('/');
        _root = (service.Contains("://", StringComparison.Ordinal) ? service : $"{(settings.Flag("safeconnect") ? "https" : "http")}://{service}") + "/v1/";
        if (!Uri.TryCreate(_root, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new SettingsException($"serviceurl: \"{service}\" is no address such as kubefate.example.com or 127.0.0.1:8080");
        }

        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    }

    /// <summary>The address of the interface.</summary>
    public string Root => _root;

    /// <summary>Logs in and sends a request.</summary>
    /// <returns>Status and text of the answer.</returns>
    /// <exception cref="CliException">The service cannot be reached, or refuses the login.</exception>
    public async Task<(int Status, string Text)> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        string token = await LoginAsync(cancellationToken);
        byte[]? body = content is null ? null : await content.ReadAsByteArrayAsync(cancellationToken);
        return await ExchangeAsync(method, _root + path, body, content?.Headers.ContentType, token, cancellationToken);
    }

    /// <summary>Sends JSON, or nothing, and reads the answer as JSON.</summary>
    /// <exception cref="CliException">It is none, or the service refuses.</exception>
    public async Task<JsonObject> CallAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using ByteArrayContent? content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(Wire.GoJson.Write(body)));
        (int status, string text) = await SendAsync(method, path, content, cancellationToken);
        JsonObject answer = Parse(text);
        return status == 200 ? answer : throw new ApiRefusal(status, Text(answer, "error"));
    }

    /// <summary>Reads JSON in the words of the original.</summary>
    /// <exception cref="CliException">The text is none.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            HelmYaml.FromJson(text);
            return JsonNode.Parse(text) as JsonObject ?? [];
        }
        catch (HelmYamlException e)
        {
            throw new CliException(e.Message);
        }
    }

    public static string Text(JsonNode? holder, string name) => holder?[name] is JsonValue value ? value.ToString() : "";

    /// <summary>Logs in.</summary>
    /// <exception cref="CliException">The service cannot be reached, or refuses.</exception>
    public async Task<string> LoginAsync(CancellationToken cancellationToken)
    {
        JsonObject login = new() { ["password"] = _settings.Text("user.password", "admin"), ["username"] = _settings.Text("user.username", "admin") };
        (int status, string text) = await ExchangeAsync(HttpMethod.Post, _root + "user/login", Encoding.UTF8.GetBytes(Wire.GoJson.Write(login)), null, null, cancellationToken);
        return status switch
        {
            200 => Text(Parse(text), "token"),
            503 => throw new CliException("503 Service Temporarily Unavailable. Please try again later or check the pod status of kubefate"),
            _ => throw new CliException($"resp.StatusCode={status}, error: {text}"),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<(int Status, string Text)> ExchangeAsync(
        HttpMethod method, string address, byte[]? body, MediaTypeHeaderValue? type, string? token, CancellationToken cancellationToken)
    {
        for (int redirections = 0; ; redirections++)
        {
            using HttpRequestMessage request = new(method, address);
            request.Headers.UserAgent.ParseAdd("kubefate");
            request.Headers.TryAddWithoutValidation(JobEndpoint.ReasonsHeader, "true");
            if (token is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            if (body is not null || method != HttpMethod.Get)
            {
                request.Content = new ByteArrayContent(body ?? []);
                request.Content.Headers.ContentType = type;
            }

            using HttpResponseMessage answer = await SendAsync(request, method, address, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect && answer.Headers.Location is { } location && redirections < MaxRedirections)
            {
                Uri target = new(new Uri(address), location);
                if (target.Authority == new Uri(address).Authority)
                {
                    address = target.AbsoluteUri;
                    continue;
                }
            }

            return ((int)answer.StatusCode, GoText.FromBytes(await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpMethod method, string address, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            string verb = method.Method[..1] + method.Method[1..].ToLowerInvariant();
            string place = new Uri(address).Authority;
            string why = e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                ? $"dial tcp {place}: connect: connection refused"
                : e.InnerException is System.Security.Authentication.AuthenticationException or IOException && address.StartsWith("https", StringComparison.Ordinal)
                    ? "tls: first record does not look like a TLS handshake"
                    : e.InnerException?.Message ?? e.Message;
            throw new CliException($"{verb} \"{address}\": {why}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException($"{method.Method} \"{address}\": no answer within {_client.Timeout.TotalSeconds:0} seconds");
        }
    }
}
