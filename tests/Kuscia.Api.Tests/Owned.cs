using System.Text.Json.Nodes;
using Kuscia.Testing.Clients;

namespace Kuscia.Api.Tests;

/// <summary>An API of a single test.</summary>
internal sealed class Owned : IAsyncDisposable
{
    // Keys take long to make: those of the first test serve all others.
    private static readonly Lazy<Task<IReadOnlyDictionary<string, string>>> Certificates = new(MakeAsync);

    private Owned(ApiFixture api) => Api = api;

    public ApiFixture Api { get; }

    public MemoryResourceClient Store => Api.Store;

    public static async Task<Owned> StartAsync(Func<KusciaApiOptions, KusciaApiOptions>? change = null)
    {
        ApiFixture api = new(change ?? (options => options), await Certificates.Value);
        await api.InitializeAsync();
        return new Owned(api);
    }

    public Task<JsonNode> PostAsync(string path, string body) => Api.PostAsync(path, body);

    public Task<string> EndAndReadLogAsync() => Api.EndAndReadLogAsync();

    public async ValueTask DisposeAsync() => await Api.DisposeAsync();

    private static async Task<IReadOnlyDictionary<string, string>> MakeAsync()
    {
        ApiFixture first = new();
        await first.InitializeAsync();
        Dictionary<string, string> made = Directory.GetFiles(first.CertsDirectory).ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
        await first.DisposeAsync();
        return made;
    }
}
