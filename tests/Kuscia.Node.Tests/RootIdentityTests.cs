using System.Net;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Node.Configuration;
using Kuscia.Node.Modes;

namespace Kuscia.Node.Tests;

public sealed class RootIdentityTests : IDisposable
{
    private static readonly Lazy<string> Key = new(RsaKeys.Generate);
    private static readonly Lazy<string> OtherKey = new(RsaKeys.Generate);

    private readonly string _root = Directory.CreateTempSubdirectory("kuscia-root-").FullName;

    public RootIdentityTests() => Directory.CreateDirectory(Path.Combine(_root, "var", "certs"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_same_node_starts_again_and_again()
    {
        RootIdentity.Require(Config());
        RootIdentity.Require(Config());

        Assert.True(File.Exists(Path.Combine(_root, "var", "node.json")));
    }

    [Fact]
    public void Another_domain_is_refused_with_both_names_and_the_cure()
    {
        RootIdentity.Require(Config());

        ModuleStartException refusal = Assert.Throws<ModuleStartException>(() => RootIdentity.Require(Config() with { DomainId = "carol" }));

        Assert.StartsWith($"{_root} is the root of domain 'alice', but domainID is 'carol'; set domainID back to 'alice', or give the new one a root of its own", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_without_record_is_known_by_its_certificate()
    {
        DomainIdentity.Load("alice", Key.Value, Path.Combine(_root, "var", "certs"), TimeProvider.System).Dispose();

        ModuleStartException refusal = Assert.Throws<ModuleStartException>(() => RootIdentity.Require(Config() with { DomainId = "carol" }));

        Assert.Contains("'alice', but domainID is 'carol'", refusal.Message, StringComparison.Ordinal);
        RootIdentity.Require(Config());
    }

    [Fact]
    public void Another_mode_is_refused_with_both()
    {
        RootIdentity.Require(Config());

        ModuleStartException refusal = Assert.Throws<ModuleStartException>(() => RootIdentity.Require(Config() with { Mode = NodeMode.Master }));

        Assert.Contains("of mode autonomy, but mode is master; set mode back to autonomy", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_is_refused_without_showing_either()
    {
        RootIdentity.Require(Config());

        ModuleStartException refusal = Assert.Throws<ModuleStartException>(() => RootIdentity.Require(Config() with { DomainKeyData = OtherKey.Value }));

        Assert.Contains("put the old key back", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(OtherKey.Value[..40], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_is_cut_off_is_written_anew()
    {
        string record = Path.Combine(_root, "var", "node.json");
        File.WriteAllText(record, "{\"domainId\":");

        RootIdentity.Require(Config());

        Assert.Contains("alice", File.ReadAllText(record), StringComparison.Ordinal);
    }

    private NodeConfig Config() => new()
    {
        Mode = NodeMode.Autonomy,
        DomainId = "alice",
        DomainKeyData = Key.Value,
        LogLevel = "INFO",
        RootDirectory = _root,
        HostAddress = IPAddress.Loopback,
        NodeName = "n",
        Ports = new PortConfig(),
    };
}
