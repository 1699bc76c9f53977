using Kuscia.Hosting.Modules;

namespace Kuscia.Gateway;

/// <summary>A lite's tie to its master. Its start waits for the master as long as it takes; ready means that routes were read through it and partners are answered.</summary>
/// <param name="gateway">The gateway of the lite, started.</param>
/// <param name="options">The master.</param>
/// <param name="reached">Called when the master's API can be reached.</param>
public sealed class MasterModule(GatewayModule gateway, MasterOptions options, Action reached) : IWaitingModule
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public event Action<string>? Waits;

    /// <inheritdoc/>
    public string Name => "master";

    /// <inheritdoc/>
    public string? Address => $"{options.Endpoint.ToString().TrimEnd('/')}, partners at {gateway.Address}";

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => gateway.JoinMasterAsync(reason => Waits?.Invoke(reason), reached, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
