using System.Text;
using System.Text.Json;

namespace Kuscia.Psi.Channels;

/// <summary>The first exchange: both engines state the terms of the task, and every difference ends the task with its name.</summary>
internal static class TermAgreement
{
    private const int MaxTerms = 64;

    // The offer stands under this name before the terms, where the same name comes again: engines that know no offers take the last value
    // of a name, and so see the terms alone.
    private const string OfferName = "protocol";

    /// <summary>Exchanges the terms, and what each party offers beyond them.</summary>
    /// <param name="channel">The way to the partner.</param>
    /// <param name="terms">The own terms.</param>
    /// <param name="offer">What this party offers.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The partner's offer; null from an engine that makes none.</returns>
    /// <exception cref="PsiException">The partner has other terms.</exception>
    public static async Task<string?> ConfirmAsync(
        IPeerChannel channel, IReadOnlyDictionary<string, string> terms, string offer, CancellationToken cancellationToken)
    {
        Task sending = channel.SendAsync(ChannelStream.Control, Encode(terms, offer), cancellationToken);
        byte[] answer = await ReceiveOrFailAsync(channel, sending, cancellationToken);
        await sending;
        IReadOnlyDictionary<string, string> theirs = Decode(answer, channel.PeerName, out string? theirOffer);
        List<string> differences = [];
        foreach (string name in terms.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal))
        {
            string mine = terms.GetValueOrDefault(name, "missing");
            string other = theirs.GetValueOrDefault(name, "missing");
            if (mine != other)
            {
                differences.Add($"{PeerWire.Clean(name)} is {PeerWire.Clean(mine)} here and {PeerWire.Clean(other)} at {channel.PeerName}");
            }
        }

        if (differences.Count > 0)
        {
            throw new PsiException(ExitCode.Partner, $"the two engines do not agree: {string.Join("; ", differences)}");
        }

        return theirOffer;
    }

    private static async Task<byte[]> ReceiveOrFailAsync(IPeerChannel channel, Task sending, CancellationToken cancellationToken)
    {
        Task<byte[]> receiving = channel.ReceiveAsync(ChannelStream.Control, cancellationToken).AsTask();
        if (await Task.WhenAny(sending, receiving) == sending)
        {
            await sending;
        }

        return await receiving;
    }

    private static byte[] Encode(IReadOnlyDictionary<string, string> terms, string offer)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString(OfferName, offer);
            foreach ((string name, string value) in terms)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static Dictionary<string, string> Decode(byte[] message, string peer, out string? offer)
    {
        offer = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 2 });
            Dictionary<string, string> terms = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject().Take(MaxTerms))
            {
                if (property.Name == OfferName)
                {
                    offer = terms.GetValueOrDefault(OfferName);
                }

                terms[property.Name] = property.Value.GetString() ?? "null";
            }

            return terms;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            string start = PeerWire.Clean(Encoding.UTF8.GetString(message.AsSpan(0, Math.Min(40, message.Length))));
            throw new PsiException(ExitCode.Partner, $"the engine of {peer} did not state its terms as JSON but sent: {start}", e);
        }
    }
}
