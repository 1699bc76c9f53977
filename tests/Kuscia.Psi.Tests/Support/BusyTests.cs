namespace Kuscia.Psi.Tests.Support;

/// <summary>Tests that keep all processors busy; they run after the others, which wait for processes and sockets with deadlines.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BusyTests
{
    public const string Name = "busy";
}
