using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.Api.Tests;

/// <summary>Reads objects that stand back to back in a stream, as clients of a watch must.</summary>
internal sealed class StreamReaderOfJson(Stream stream)
{
    private readonly List<byte> _waiting = [];

    /// <summary>The next object, or null at the end of the stream.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        byte[] part = new byte[8192];
        while (true)
        {
            if (TryTake() is { } message)
            {
                return message;
            }

            int count = await stream.ReadAsync(part, limit.Token);
            if (count == 0)
            {
                return _waiting.Count == 0 ? null : throw new InvalidOperationException($"the stream ends in {Encoding.UTF8.GetString([.. _waiting])}");
            }

            _waiting.AddRange(part.AsSpan(0, count));
        }
    }

    private JsonNode? TryTake()
    {
        Utf8JsonReader reader = new([.. _waiting], isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowMultipleValues = true }));
        if (!reader.Read() || !reader.TrySkip())
        {
            return null;
        }

        int length = (int)reader.BytesConsumed;
        JsonNode? message = JsonNode.Parse(_waiting.Take(length).ToArray());
        _waiting.RemoveRange(0, length);
        return message;
    }
}
