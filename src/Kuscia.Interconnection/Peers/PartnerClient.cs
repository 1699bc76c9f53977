using Kuscia.Client.Informers;
using Kuscia.Client.Resources;

namespace Kuscia.Interconnection.Peers;

/// <summary>
/// The client of a partner's API and how much of it is read and kept: a partner is a stranger, so every answer, list, event and cache has an end (docs/security.md
/// names the figures).
/// </summary>
public static class PartnerClient
{
    /// <summary>Largest header of an answer, in KiB.</summary>
    public const int MaxHeaderKiB = 64;

    private const int MaxObjects = 20_000;
    private const long MaxWeight = 256L << 20;

    // Lists of several kinds may be under way at once, and each is held twice while it is taken.
    private const long MaxListWeight = 96L << 20;

    // A job may be 4 MiB large; escapes of another writer of JSON may make its mirror larger.
    private static readonly HttpResourceClientOptions Limits = new()
    {
        MaxEventBytes = 8L << 20,
        MaxResponseBytes = 16L << 20,
        MaxEventsPerSecond = 500,
        PageSize = 100,
        MaxListObjects = MaxObjects,
        MaxListWeight = MaxListWeight,
    };

    /// <summary>A client that reaches the API of <paramref name="host"/> through the own gateway.</summary>
    public static HttpResourceClient Create(HttpMessageInvoker gateway, string host) => new(gateway, new Uri($"http://apiserver.{host}.svc"), Limits);

    /// <summary>What is kept of one partner's mailbox.</summary>
    public static InformerSetOptions Share(string host) => new() { Source = host, MaxObjects = MaxObjects, MaxWeight = MaxWeight };
}
