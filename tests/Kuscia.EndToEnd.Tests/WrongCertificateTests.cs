using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.EndToEnd.Tests;

/// <summary>A partner registered with a certificate that is not its own never becomes ready, and the route says why.</summary>
public sealed class WrongCertificateTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;
    private NodeProcess? _alice;
    private NodeProcess? _bob;

    public async Task InitializeAsync()
    {
        _alice = await NodeProcess.CreateAsync("alice", _folder);
        _bob = await NodeProcess.CreateAsync("bob", _folder);
        await Task.WhenAll(_alice.StartAsync(), _bob.StartAsync());
    }

    public async Task DisposeAsync()
    {
        await (_alice?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_bob?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Route_to_a_partner_with_a_foreign_certificate_names_the_certificate()
    {
        NodeProcess alice = _alice ?? throw new InvalidOperationException("not started");
        NodeProcess bob = _bob ?? throw new InvalidOperationException("not started");
        await TwoNodes.IntroduceAsync(bob, alice);
        using (Kuscia.Identity.DomainIdentity foreign = Kuscia.Identity.DomainIdentity.Load(
            "bob", Kuscia.Identity.RsaKeys.Generate(), Path.Combine(_folder, "foreign"), TimeProvider.System))
        {
            await File.WriteAllTextAsync(Path.Combine(alice.Certs, "bob.domain.crt"), foreign.DomainCertificate.ExportCertificatePem() + "\n");
        }

        await alice.ScriptAsync("deploy/add_domain.sh", "bob", "p2p");
        await alice.ScriptAsync("deploy/join_to_host.sh", "alice", "bob", bob.Endpoint);

        ClusterDomainRoute route = await alice.WaitForAsync(
            Kinds.ClusterDomainRoute, ResourceName.Cluster("alice-bob"),
            r => Message(r).Contains("certificate", StringComparison.OrdinalIgnoreCase) || Message(r).Contains("public key", StringComparison.OrdinalIgnoreCase),
            "telling of the certificate", TimeSpan.FromSeconds(60));

        Assert.Contains(route.Status?.Conditions ?? [], c => c.Type == "Ready" && c.Status == "False");
    }

    [Fact]
    public async Task Certificate_of_another_domain_is_refused_when_it_is_added()
    {
        NodeProcess alice = _alice ?? throw new InvalidOperationException("not started");
        File.Copy(Path.Combine(alice.Certs, "domain.crt"), Path.Combine(alice.Certs, "carol.domain.crt"), overwrite: true);

        (int code, _, string error) = await alice.TryScriptAsync("deploy/add_domain.sh", "carol", "p2p");

        Assert.Equal(1, code);
        Assert.Contains("not of CN=carol", error, StringComparison.Ordinal);
    }

    private static string Message(ClusterDomainRoute route) => route.Status?.Conditions?.FirstOrDefault(c => c.Type == "Ready")?.Message ?? "";
}
