using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Kuscia.Psi.Channels;

namespace Kuscia.Psi.Metadata;

/// <summary>Calls DataMesh's metadata endpoints (HTTP POST, JSON, status envelope).</summary>
internal sealed class DataMeshClient(HttpMessageInvoker http, TimeProvider time) : IDisposable
{
    private const int MaxAnswer = 4 << 20;
    private const int Attempts = 5;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Posts a request and returns the envelope's data.</summary>
    /// <returns>The data, or the status message when DataMesh answered with an error.</returns>
    public async Task<DataMeshAnswer> CallAsync(string path, byte[] body, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await PostAsync(path, body, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == Attempts)
                {
                    string reason = e.InnerException is null ? e.Message : $"{e.Message}: {e.InnerException.Message}";
                    throw new PsiException(ExitCode.DataMesh, $"DataMesh did not answer {path} after {Attempts} attempts: {reason}", e);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250 << attempt), time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<DataMeshAnswer> PostAsync(string path, byte[] body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(CallTimeout, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"https://datamesh{path}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await http.SendAsync(request, both.Token);
        byte[] buffer = new byte[64 << 10];
        using MemoryStream text = new();
        Stream stream = await response.Content.ReadAsStreamAsync(both.Token);
        for (int read; (read = await stream.ReadAsync(buffer, both.Token)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MaxAnswer)
            {
                throw new PsiException(ExitCode.DataMesh, $"the answer of DataMesh to {path} is longer than {MaxAnswer} bytes");
            }
        }

        return response.StatusCode == HttpStatusCode.OK
            ? Read(path, text.ToArray())
            : throw new HttpRequestException($"HTTP {(int)response.StatusCode}");
    }

    private static DataMeshAnswer Read(string path, byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            // Errors of the framework come without the status wrapper.
            JsonElement status = root.TryGetProperty("status", out JsonElement wrapped) ? wrapped : root;
            int code = status.TryGetProperty("code", out JsonElement number) ? number.GetInt32() : 0;
            string message = status.TryGetProperty("message", out JsonElement word) ? word.GetString() ?? string.Empty : string.Empty;
            JsonElement data = root.TryGetProperty("data", out JsonElement payload) ? payload.Clone() : default;
            return new(code, PeerWire.Clean(message), data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PsiException(ExitCode.DataMesh, $"the answer of DataMesh to {path} is not the JSON object expected", e);
        }
    }
}
