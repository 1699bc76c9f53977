namespace Kuscia.Hosting.Modules;

/// <summary>A module whose start waits for somebody outside, as a lite does for its master: it may take any time, and says what it waits for.</summary>
public interface IWaitingModule : IModule
{
    /// <summary>Called during the start with what is waited for, once per reason.</summary>
    event Action<string>? Waits;
}
