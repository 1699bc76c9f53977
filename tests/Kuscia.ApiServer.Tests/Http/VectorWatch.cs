using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Tests.Http;

/// <summary>An open watch stream, read line by line.</summary>
internal sealed class VectorWatch(HttpResponseMessage answer) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);
    private StreamReader? _reader;

    /// <summary>The next line, or null at the end of the stream (or when nothing came for a long while).</summary>
    public async Task<JsonNode?> NextAsync()
    {
        _reader ??= new StreamReader(await answer.Content.ReadAsStreamAsync(), Encoding.UTF8);
        using CancellationTokenSource limit = new(Patience);
        try
        {
            string? line = await _reader.ReadLineAsync(limit.Token);
            return string.IsNullOrEmpty(line) ? null : line.StartsWith('{') ? JsonText.Parse(Encoding.UTF8.GetBytes(line)) : JsonValue.Create(line);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync()
    {
        answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
