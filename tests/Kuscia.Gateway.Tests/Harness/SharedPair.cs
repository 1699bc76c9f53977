namespace Kuscia.Gateway.Tests.Harness;

/// <summary>A pair for tests that change nothing about it; bob's external listener speaks clear text.</summary>
public sealed class SharedPair : IAsyncLifetime
{
    private NodePair? _pair;

    internal NodePair Pair => _pair!; // set before the first test

    public async Task InitializeAsync() => _pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });

    public async Task DisposeAsync() => await Pair.DisposeAsync();
}

/// <summary>A pair with real API servers.</summary>
public sealed class SharedApiPair : IAsyncLifetime
{
    private NodePair? _pair;

    internal NodePair Pair => _pair!; // set before the first test

    public async Task InitializeAsync() => _pair = await NodePair.StartAsync(realApi: true);

    public async Task DisposeAsync() => await Pair.DisposeAsync();
}
