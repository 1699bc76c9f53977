namespace Kuscia.Hosting.Modules;

/// <summary>
/// A part of the node with a life of its own. The host calls <see cref="StartAsync"/> when the composition asks for it and
/// <see cref="IAsyncDisposable.DisposeAsync"/> to stop it, in reverse order.
/// </summary>
public interface IModule : IAsyncDisposable
{
    /// <summary>Short lower-case name as users see it, for example <c>apiserver</c>.</summary>
    string Name { get; }

    /// <summary>Where it listens, for the line that announces it; null when it listens nowhere.</summary>
    string? Address { get; }

    /// <summary>Starts and returns when the module has answered a real request; throws <see cref="ModuleStartException"/> with a clear sentence otherwise.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Completes when the module stops by itself; faulted when it failed. Never completes for a healthy module.</summary>
    Task Completion { get; }
}
