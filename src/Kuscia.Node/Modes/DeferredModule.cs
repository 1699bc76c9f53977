using Kuscia.Runtime.Modules;

namespace Kuscia.Node.Modes;

/// <summary>A module that is made when its turn to start comes, because it needs what an earlier module offers only once it runs.</summary>
internal sealed class DeferredModule(string name, IReadOnlyList<string> dependsOn, Func<IModule> create) : IModule
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IModule? _module;

    public string Name => name;

    public IReadOnlyList<string> DependsOn => dependsOn;

    public string? Address => _module?.Address;

    public Task Completion => _completion.Task;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _module = create();
        await _module.StartAsync(cancellationToken);
        _ = PassOnAsync(_module);
    }

    public ValueTask DisposeAsync() => _module?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task PassOnAsync(IModule module)
    {
        try
        {
            await module.Completion;
            _completion.TrySetResult();
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
    }
}
