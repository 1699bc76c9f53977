namespace Kuscia.Hosting.Modules;

/// <summary>Told of what the host does, so that a program can show it.</summary>
public interface IModuleObserver
{
    /// <summary>A module answers requests.</summary>
    void Ready(IModule module, TimeSpan duration);

    /// <summary>A module failed while running.</summary>
    void Failed(IModule module, Exception exception);
}
