using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Controllers.Data;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Data;

public sealed class DomainDataGrantReconcilerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);
    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));

    private static readonly DomainData Table = new()
    {
        Metadata = new ObjectMeta { Namespace = "alice", Name = "t", Labels = new Dictionary<string, string> { [WellKnownLabels.DomainDataVendor] = "manual" } },
        Spec = new DomainDataSpec { Name = "t", Type = "table", RelativeURI = "t.csv", Author = "alice", DataSource = "default-data-source", Vendor = "manual" },
    };

    private static Domain DomainOf(string name, string? role = null, string? master = null) => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = new DomainSpec { Role = role, Master = master, Cert = Certificate() },
    };

    private static string Certificate()
    {
        CertificateRequest request = new("CN=alice", Key.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
    }

    private static DomainDataGrant Grant(GrantLimit? limit = null, string @namespace = "alice", string grantee = "bob", int uses = 0) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = "g" },
        Spec = new DomainDataGrantSpec { Author = "alice", DomainDataID = "t", GrantDomain = grantee, Limit = limit },
        Status = new DomainDataGrantStatus { UseRecords = [.. Enumerable.Range(0, uses).Select(_ => new GrantUseRecord())] },
    };

    private static DomainDataGrantOutcome Plan(DomainDataGrant grant, Domain? grantee = null, Domain? author = null) => DomainDataGrantReconciler.Reconcile(
        grant,
        new DomainDataGrantNeighbours { Author = author ?? DomainOf("alice"), Grantee = grantee ?? DomainOf("bob"), Data = Table, Original = Grant() },
        Now);

    [Theory]
    [InlineData("author is a partner", "alice is no domain of this control plane")]
    [InlineData("author is unknown", "alice is no domain of this control plane")]
    [InlineData("data of another author", "DomainData \"t\" belongs to carol")]
    [InlineData("to nobody", "there is no Domain nobody")]
    [InlineData("to cross-domain", "cross-domain is a system namespace")]
    [InlineData("to default", "default is a system namespace")]
    [InlineData("to kube-system", "kube-system is a system namespace")]
    [InlineData("to a partner under kube-system", "bob is a system namespace")]
    [InlineData("to a partner under an unknown master", "there is no Domain elsewhere, the master of bob")]
    [InlineData("in another namespace", "alice has no such grant in its namespace; bob cannot speak for it")]
    public void Grants_that_are_not_the_owners_or_lead_to_no_domain_are_not_served(string what, string message)
    {
        (DomainDataGrant grant, DomainDataGrantNeighbours around) = Unserved(what);

        DomainDataGrantOutcome plan = DomainDataGrantReconciler.Reconcile(grant, around, Now);

        Assert.Equal("Unavailable", plan.Phase);
        Assert.StartsWith(message, plan.Message, StringComparison.Ordinal);
        Assert.Null(plan.DataCopy);
        Assert.Null(plan.GrantCopy);
    }

    [Fact]
    public void A_grant_of_data_that_does_not_exist_copies_nothing()
    {
        DomainDataGrantOutcome plan = DomainDataGrantReconciler.Reconcile(Grant(), new DomainDataGrantNeighbours { Author = DomainOf("alice"), Grantee = DomainOf("bob") }, Now);

        Assert.Equal("Ready", plan.Phase);
        Assert.Null(plan.DataCopy);
        Assert.Null(plan.GrantCopy);
    }

    private static (DomainDataGrant Grant, DomainDataGrantNeighbours Around) Unserved(string what)
    {
        DomainDataGrantNeighbours sound = new() { Author = DomainOf("alice"), Grantee = DomainOf("bob", "partner", "bob"), Data = Table };
        return what switch
        {
            "author is a partner" => (Grant(), sound with { Author = DomainOf("alice", "partner", "alice") }),
            "author is unknown" => (Grant(), sound with { Author = null }),
            "data of another author" => (Grant(), sound with { Data = Table with { Spec = Table.Spec! with { Author = "carol" } } }),
            "to nobody" => (Grant(grantee: "nobody"), sound with { Grantee = null }),
            "to cross-domain" => (Grant(grantee: "cross-domain"), sound with { Grantee = DomainOf("cross-domain") }),
            "to default" => (Grant(grantee: "default"), sound with { Grantee = DomainOf("default") }),
            "to kube-system" => (Grant(grantee: "kube-system"), sound with { Grantee = null }),
            "to a partner under kube-system" => (Grant(), sound with { Grantee = DomainOf("bob", "partner", "kube-system") }),
            "to a partner under an unknown master" => (Grant(), sound with { Grantee = DomainOf("bob", "partner", "elsewhere"), DestinationIsDomain = false }),
            _ => (Grant(@namespace: "bob"), sound),
        };
    }

    public static TheoryData<int, int, int, string, string> Limits => new()
    {
        // hours to the expiry (0: none), use count, uses, phase, message
        { 0, 0, 0, "Ready", "" },
        { 1, 0, 0, "Ready", "" },
        { -1, 0, 0, "Unavailable", "Expirated" },
        { 0, 2, 1, "Ready", "" },
        { 0, 2, 2, "Unavailable", "UseCount is exhausted" },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Status_follows_the_limits(int hours, int count, int uses, string phase, string message)
    {
        GrantLimit limit = new() { ExpirationTime = hours == 0 ? null : Now.AddHours(hours), UseCount = count };

        DomainDataGrantOutcome plan = Plan(Grant(limit, uses: uses));

        Assert.Equal((phase, message), (plan.Phase, plan.Message));
        Assert.Equal(hours > 0 ? TimeSpan.FromHours(hours) : null, plan.NextLook);
    }

    [Fact]
    public void Signature_is_verified_with_the_certificate_of_the_author()
    {
        DomainDataGrant grant = Grant();
        DomainDataGrant signed = grant with { Spec = grant.Spec! with { Signature = GrantSignature.Sign(Key.Value, grant.Spec) } };
        DomainDataGrant changed = signed with { Spec = signed.Spec! with { GrantDomain = "carol" } };

        Assert.Equal("Ready", Plan(signed, author: DomainOf("alice")).Phase);
        Assert.Equal("Verify error", Plan(changed, author: DomainOf("alice")).Message);
        Assert.Equal("Get Domain cert error", Plan(signed, author: DomainOf("alice") with { Spec = new DomainSpec() }).Message);
    }

    [Fact]
    public void Signed_text_has_the_documented_form()
    {
        DomainDataGrantSpec spec = new()
        {
            Author = "alice",
            DomainDataID = "t",
            GrantDomain = "bob",
            Signature = "ignored",
            Limit = new GrantLimit { ExpirationTime = Now, UseCount = 3, GrantMode = ["normal"], Components = ["a<b"], FlowID = "" },
            Description = new Dictionary<string, string> { ["z"] = "1", ["a"] = "中&\"" },
        };

        using RSA key = RSA.Create(2048);
        byte[] signature = Convert.FromBase64String(GrantSignature.Sign(key, spec));

        const string Expected = """{"author":"alice","domainDataID":"t","grantDomain":"bob","limit":{"expirationTime":"2026-01-31T00:00:00Z","useCount":3,"grantMode":["normal"],"components":["a\u003cb"]},"description":{"a":"中\u0026\"","z":"1"}}""";
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(Expected), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void Partner_gets_copies_in_the_namespace_of_its_control_plane()
    {
        DomainDataGrantOutcome plan = Plan(Grant(grantee: "bob-lite"), DomainOf("bob-lite", "partner", "bob"));

        Assert.Equal("bob", plan.Destination);
        Assert.Equal(new ResourceName("bob", "t"), plan.DataCopy!.Identity);
        Assert.Equal("grant", plan.DataCopy.Spec!.Vendor);
        Assert.Equal("grant", plan.DataCopy.Metadata.Label(WellKnownLabels.DomainDataVendor));
        Assert.Equal("t", plan.DataCopy.Metadata.Label(WellKnownLabels.OwnerReferences));
        Assert.Equal("alice", plan.GrantCopy!.Metadata.Annotation(WellKnownAnnotations.Initiator));
        Assert.Equal("bob-lite", plan.GrantCopy.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties));
        Assert.Equal("g", plan.GrantCopy.Metadata.Label(WellKnownLabels.OwnerReferences));
        Assert.Equal("manual", Table.Metadata.Label(WellKnownLabels.DomainDataVendor));
    }

    [Fact]
    public void Own_grantee_gets_copies_in_its_own_namespace_without_partner_annotations()
    {
        DomainDataGrantOutcome plan = Plan(Grant(), DomainOf("bob"));

        Assert.Equal("bob", plan.Destination);
        Assert.Null(plan.GrantCopy!.Metadata.Annotations);
    }

    [Fact]
    public void Copy_of_a_grant_is_judged_but_not_copied_on()
    {
        DomainDataGrantOutcome plan = Plan(Grant(@namespace: "bob"), DomainOf("bob"));

        Assert.Null(plan.Destination);
        Assert.Equal("Ready", plan.Phase);
    }

    [Fact]
    public void Grant_to_oneself_is_unavailable_and_says_why()
    {
        DomainDataGrantOutcome plan = Plan(Grant(grantee: "alice"), DomainOf("alice"));

        Assert.Equal("Unavailable", plan.Phase);
        Assert.Contains("both 'alice'", plan.Message, StringComparison.Ordinal);
        Assert.Null(plan.GrantCopy);
    }

    [Fact]
    public void Data_copy_stays_while_one_grant_leads_to_it()
    {
        DomainData copy = Table with { Metadata = new ObjectMeta { Namespace = "bob", Name = "t" } };

        Assert.False(DataCopies.IsStale(copy, Table, [Grant()], _ => DomainOf("bob")));
        Assert.True(DataCopies.IsStale(copy, Table, [], _ => DomainOf("bob")));
        Assert.True(DataCopies.IsStale(copy, null, [Grant()], _ => DomainOf("bob")));
        Assert.True(DataCopies.IsStale(copy, Table, [Grant(grantee: "carol")], _ => DomainOf("carol")));
    }

    [Fact]
    public void Copies_pulled_from_a_partner_are_not_ours_to_delete()
    {
        DomainData pulled = Table with { Metadata = new ObjectMeta { Namespace = "bob", Name = "t", Labels = new Dictionary<string, string> { [WellKnownLabels.OwnerReferences] = "t" } } };

        Assert.False(DataCopies.IsOwnCopy(pulled, "alice", DomainOf("alice", "partner", "alice")));
        Assert.False(DataCopies.IsOwnCopy(pulled, "alice", null));
        Assert.True(DataCopies.IsOwnCopy(pulled, "alice", DomainOf("alice")));
    }
}
