namespace Kuscia.Adversary.Tests;

/// <summary>The tests that share one victim of a hostile host.</summary>
[CollectionDefinition(Name)]
public sealed class HostCollection : ICollectionFixture<HostSiege>
{
    public const string Name = "hostile host";
}
