using System.Text;
using System.Text.Json;

namespace Kuscia.Psi.Channels;

/// <summary>The first exchange: both engines state the terms of the task, and every difference ends the task with its name.</summary>
internal static class TermAgreement
{
    private const int MaxTerms = 64;

    /// <summary>Exchanges the terms.</summary>
    /// <exception cref="PsiException">The partner has other terms.</exception>
    public static async Task ConfirmAsync(
        IPeerChannel channel, IReadOnlyDictionary<string, string> terms, CancellationToken cancellationToken)
    {
        Task sending = channel.SendAsync(ChannelStream.Control, Encode(terms), cancellationToken);
        byte[] answer = await ReceiveOrFailAsync(channel, sending, cancellationToken).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        IReadOnlyDictionary<string, string> theirs = Decode(answer, channel.PeerName);
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
    }

    private static async Task<byte[]> ReceiveOrFailAsync(IPeerChannel channel, Task sending, CancellationToken cancellationToken)
    {
        Task<byte[]> receiving = channel.ReceiveAsync(ChannelStream.Control, cancellationToken).AsTask();
        if (await Task.WhenAny(sending, receiving).ConfigureAwait(false) == sending)
        {
            await sending.ConfigureAwait(false);
        }

        return await receiving.ConfigureAwait(false);
    }

    private static byte[] Encode(IReadOnlyDictionary<string, string> terms)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in terms)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static Dictionary<string, string> Decode(byte[] message, string peer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message, new JsonDocumentOptions { MaxDepth = 2 });
            Dictionary<string, string> terms = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject().Take(MaxTerms))
            {
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
