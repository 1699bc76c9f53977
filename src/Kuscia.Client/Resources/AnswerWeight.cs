using System.Net;
using System.Text.Json;

namespace Kuscia.Client.Resources;

/// <summary>
/// What a piece of JSON weighs in memory once it is read: its bytes, and 32 for every token of it, as a few bytes (<c>{},{},</c>) can make many objects. What is
/// too heavy for its size is refused before anything is made of it.
/// </summary>
internal static class AnswerWeight
{
    /// <summary>Weight of one token.</summary>
    public const int PerToken = 32;

    // Usual objects weigh about four times their bytes.
    private const int MaxFactor = 8;

    /// <summary>Weighs well-formed JSON. Throws <see cref="JsonException"/> for other text.</summary>
    public static long Of(ReadOnlySpan<byte> json, int maxDepth = 64)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = maxDepth });
        long tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return json.Length + (PerToken * tokens);
    }

    /// <summary>Refuses JSON that weighs more than what may come in <paramref name="maxBytes"/> bytes.</summary>
    public static void Check(ReadOnlySpan<byte> json, long maxBytes, int maxDepth = 64)
    {
        if (Of(json, maxDepth) > maxBytes * MaxFactor)
        {
            throw new ResourceException(HttpStatusCode.BadGateway, BadAnswer.TooLargeReason, $"an answer of {json.Length} bytes is made of too many small values to be read");
        }
    }
}
