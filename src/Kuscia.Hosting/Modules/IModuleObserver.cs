namespace Kuscia.Hosting.Modules;

/// <summary>Told of what the host does, so that a program can show it.</summary>
public interface IModuleObserver
{
    /// <summary>A module answers requests.</summary>
    void Ready(IModule module, TimeSpan duration);

    /// <summary>A module cannot go on with its start yet.</summary>
    void Waits(IModule module, string reason);

    /// <summary>A module failed while running.</summary>
    void Failed(IModule module, Exception exception);
}
