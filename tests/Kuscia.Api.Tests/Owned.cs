using System.Text.Json.Nodes;
using Kuscia.Testing.Clients;

namespace Kuscia.Api.Tests;

/// <summary>An API of a single test.</summary>
internal sealed class Owned : IAsyncDisposable
{
    private Owned(ApiFixture api) => Api = api;

    public ApiFixture Api { get; }

    public MemoryResourceClient Store => Api.Store;

    public static async Task<Owned> StartAsync(Func<KusciaApiOptions, KusciaApiOptions>? change = null)
    {
        ApiFixture api = new(change ?? (options => options));
        await api.InitializeAsync();
        return new Owned(api);
    }

    public Task<JsonNode> PostAsync(string path, string body) => Api.PostAsync(path, body);

    public Task<string> EndAndReadLogAsync() => Api.EndAndReadLogAsync();

    public async ValueTask DisposeAsync() => await Api.DisposeAsync();
}
