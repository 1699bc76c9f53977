using Kuscia.Hosting.Modules;

namespace Kuscia.Node.Modes;

/// <summary>Prints one line per module as it becomes ready, and what failed.</summary>
internal sealed class ConsoleObserver(TextWriter output, TextWriter error) : IModuleObserver
{
    private readonly Lock _gate = new();

    public void Ready(IModule module, TimeSpan duration)
    {
        lock (_gate)
        {
            output.WriteLine($"{module.Name,-16} ready  {duration.TotalMilliseconds,6:0} ms  {module.Address}".TrimEnd());
            output.Flush();
        }
    }

    public void Waits(IModule module, string reason)
    {
        lock (_gate)
        {
            output.WriteLine($"{module.Name,-16} {reason}");
            output.Flush();
        }
    }

    public void Failed(IModule module, Exception exception)
    {
        lock (_gate)
        {
            error.WriteLine($"{module.Name,-16} FAILED  {exception.Message}");
            error.Flush();
        }
    }
}
