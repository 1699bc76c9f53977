using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Kuscia.Client.Resources;

/// <summary>The whole JSON body of an answer, read up to a limit. Dispose it when nothing of it is needed any more.</summary>
internal sealed class AnswerBody : IDisposable
{
    private const int FirstBuffer = 16 << 10;

    private byte[] _buffer;
    private JsonDocument? _document;

    private AnswerBody(byte[] buffer) => _buffer = buffer;

    /// <summary>The value of the body.</summary>
    public JsonElement Root => _document?.RootElement ?? throw new ObjectDisposedException(nameof(AnswerBody));

    /// <summary>Reads and parses. Throws for what is too large or too heavy, of another content type or no JSON.</summary>
    public static async Task<AnswerBody> ReadAsync(HttpContent content, HttpResourceClientOptions options, CancellationToken cancellationToken)
    {
        long maxBytes = options.MaxResponseBytes;
        CheckType(content);
        if (content.Headers.ContentLength > maxBytes)
        {
            throw BadAnswer.TooLarge("the answer", maxBytes);
        }

        AnswerBody body = new(ArrayPool<byte>.Shared.Rent(FirstBuffer));
        try
        {
            int length = await body.FillAsync(content, maxBytes, cancellationToken);
            AnswerWeight.Check(body._buffer.AsSpan(0, length), maxBytes, options.MaxDepth);
            body._document = Parse(body._buffer.AsMemory(0, length), options.MaxDepth);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Parses JSON of a server: no member twice in one object.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, int maxDepth = 64) =>
        JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });

    /// <summary>Throws for an answer that says itself that it is no JSON.</summary>
    public static void CheckType(HttpContent content)
    {
        if (content.Headers.ContentType is MediaTypeHeaderValue { MediaType: { } type } && !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            throw BadAnswer.Malformed($"the answer is {ServerText.OneLine(type, 100)} instead of application/json");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _document?.Dispose();
        _document = null;
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
    }

    private async Task<int> FillAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return length;
            }

            length += read;
            if (length > maxBytes)
            {
                throw BadAnswer.TooLarge("the answer", maxBytes);
            }

            if (length == _buffer.Length)
            {
                byte[] next = ArrayPool<byte>.Shared.Rent(length * 2);
                _buffer.AsSpan(0, length).CopyTo(next);
                ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, next));
            }
        }
    }
}
