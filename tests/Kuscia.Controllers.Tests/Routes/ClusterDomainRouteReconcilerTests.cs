using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Controllers.Routes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Routes;

public sealed class ClusterDomainRouteReconcilerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Certificate = MakeCertificate(2020, 2070);

    [Fact]
    public void Labels_and_keys_come_first()
    {
        ClusterDomainRouteOutcome plan = ClusterDomainRouteReconciler.Reconcile(View(Spec()), Now);

        JsonObject? labels = plan.ObjectPatch?["metadata"]?["labels"]?.AsObject();
        Assert.Equal("alice", (string?)labels?[WellKnownLabels.ClusterDomainRouteSource]);
        Assert.Equal("bob", (string?)labels?["kuscia.secertflow/domainroute-partner"]);
        string key = Encoding.ASCII.GetString(Convert.FromBase64String((string?)plan.ObjectPatch?["spec"]?["tokenConfig"]?["destinationPublicKey"] ?? ""));
        Assert.StartsWith("-----BEGIN RSA PUBLIC KEY-----\n", key, StringComparison.Ordinal);
        Assert.EndsWith("-----END RSA PUBLIC KEY-----\n", key, StringComparison.Ordinal);
        Assert.Empty(plan.Create);
    }

    [Fact]
    public void Own_end_gets_a_domain_route_and_the_partner_none()
    {
        ClusterDomainRouteOutcome plan = Settled(View(Spec()));

        DomainRoute created = Assert.Single(plan.Create);
        Assert.Equal(("alice", "alice-bob"), (created.Metadata.Namespace, created.Metadata.Name));
        Assert.Equal("ClusterDomainRoute", created.Metadata.OwnerReferences?[0].Kind);
    }

    [Fact]
    public void Changed_endpoint_is_patched_in_place()
    {
        ClusterDomainRouteView view = Settle(View(Spec()));
        DomainRoute existing = Settled(view).Create[0] with { Status = new DomainRouteStatus() };
        RouteEndpoint moved = new() { Host = "10.9.9.9", Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = 443 }] };
        view = view with { Route = view.Route with { Spec = view.Route.Spec! with { Endpoint = moved } }, DomainRoutes = [existing] }; // set by View

        ClusterDomainRouteOutcome plan = ClusterDomainRouteReconciler.Reconcile(view, Now);

        Assert.Equal("10.9.9.9", (string?)Assert.Single(plan.Update).Patch["spec"]?["endpoint"]?["host"]);
        Assert.Empty(plan.Create);
        Assert.Empty(plan.Delete);
    }

    [Fact]
    public void A_route_whose_Domain_was_deleted_is_closed_and_says_why()
    {
        ClusterDomainRouteView view = Settle(View(Spec()));
        DomainRoute existing = Settled(view).Create[0];
        view = view with { Destination = null, DomainRoutes = [existing], Interop = InteropDraft.Of(view.Route) };

        ClusterDomainRouteOutcome plan = ClusterDomainRouteReconciler.Reconcile(view, Now);

        Assert.Equal(existing.Identity, Assert.Single(plan.Delete).Name);
        Assert.Equal("alice-2-bob", plan.DeleteInterop);
        Assert.Contains("there is no Domain bob", plan.StatusPatch?.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_domain_route_of_that_name_is_left_alone()
    {
        DomainRoute foreign = new() { Metadata = new ObjectMeta { Namespace = "alice", Name = "alice-bob" }, Spec = new DomainRouteSpec() };

        ClusterDomainRouteOutcome plan = Settled(View(Spec()) with { DomainRoutes = [foreign] });

        Assert.Empty(plan.Create);
        Assert.Empty(plan.Update);
        Assert.Empty(plan.Delete);
    }

    [Fact]
    public void Interop_config_follows_the_first_token()
    {
        ClusterDomainRouteView view = Settle(View(Spec()));
        DomainRoute route = Settled(view).Create[0];
        Assert.Null(Settled(view with { DomainRoutes = [route] }).CreateInterop);

        DomainRoute withToken = route with { Status = new DomainRouteStatus { TokenStatus = new DomainRouteTokenStatus { Tokens = [new RouteToken { Revision = 1, IsReady = true }] } } };
        InteropConfig? interop = Settled(view with { DomainRoutes = [withToken] }).CreateInterop;

        Assert.Equal(("alice-2-bob", "bob"), (interop?.Metadata.Name, interop?.Spec?.Host));
    }

    [Fact]
    public void Inbound_route_of_a_peer_asks_for_an_account()
    {
        ClusterDomainRouteView view = Settle(View(Spec() with { Source = "bob", Destination = "alice" }) with { Source = Partner("bob"), Destination = Own("alice") });

        Assert.True(ClusterDomainRouteReconciler.Reconcile(view, Now).NeedsAccount);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "no token config", "field TokenConfig is null" },
        { "unknown domain", "there is no Domain bob; add it first" },
        { "no certificate", "Domain bob has no certificate" },
        { "expired", "the certificate of Domain bob expired on 2021-01-01" },
        { "garbage", "spec.cert of Domain bob is not base64 of a PEM certificate" },
        { "sm4", "bodyEncryption.algorithm \"SM4\" is not supported" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Invalid_route_says_what_is_wrong(string which, string message)
    {
        ClusterDomainRouteView view = View(Spec());
        view = which switch
        {
            "no token config" => View(Spec() with { TokenConfig = null }),
            "unknown domain" => view with { Destination = null },
            "no certificate" => view with { Destination = Partner("bob", cert: null) },
            "expired" => view with { Destination = Partner("bob", MakeCertificate(2020, 2021)) },
            "garbage" => view with { Destination = Partner("bob", "%%%") },
            _ => View(Spec() with { BodyEncryption = new BodyEncryption { Algorithm = "SM4" } }),
        };

        ClusterDomainRouteOutcome plan = Settled(view);

        JsonNode? ready = plan.StatusPatch?["status"]?["conditions"]?[0];
        Assert.Equal("False", (string?)ready?["status"]);
        Assert.Contains(message, (string?)ready?["message"], StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_route_carries_the_labels_of_its_ends()
    {
        ClusterDomainRouteOutcome plan = ClusterDomainRouteReconciler.Reconcile(View(Spec() with { TokenConfig = null }), Now);

        JsonObject? labels = plan.ObjectPatch?["metadata"]?["labels"]?.AsObject();
        Assert.Equal(
            ("alice", "bob"),
            ((string?)labels?[WellKnownLabels.ClusterDomainRouteSource], (string?)labels?[WellKnownLabels.ClusterDomainRouteDestination]));
    }

    [Fact]
    public void Unchanged_state_writes_nothing()
    {
        ClusterDomainRouteView view = Settle(View(Spec()));
        DomainRoute route = Settled(view).Create[0];
        view = view with { DomainRoutes = [route] };
        ClusterDomainRouteOutcome first = Settled(view);
        ClusterDomainRouteStatus status = System.Text.Json.JsonSerializer.Deserialize(first.StatusPatch?["status"], Model.ModelJsonContext.Default.ClusterDomainRouteStatus)!; // the plan writes one

        ClusterDomainRouteOutcome second = ClusterDomainRouteReconciler.Reconcile(view with { Route = view.Route with { Status = status } }, Now.AddMinutes(5));

        Assert.Null(second.StatusPatch);
        Assert.Null(second.ObjectPatch);
        Assert.Empty(second.Update);
    }

    /// <summary>The plan after labels and keys are written.</summary>
    private static ClusterDomainRouteOutcome Settled(ClusterDomainRouteView view) => ClusterDomainRouteReconciler.Reconcile(Settle(view), Now);

    private static ClusterDomainRouteView Settle(ClusterDomainRouteView view)
    {
        JsonObject? patch = ClusterDomainRouteReconciler.Reconcile(view, Now).ObjectPatch;
        if (patch is null)
        {
            return view;
        }

        JsonNode? spec = System.Text.Json.JsonSerializer.SerializeToNode(view.Route.Spec, Model.ModelJsonContext.Default.DomainRouteSpec);
        foreach ((string name, JsonNode? value) in patch["spec"]?["tokenConfig"]?.AsObject() ?? [])
        {
            spec!["tokenConfig"]![name] = value?.DeepClone(); // a route with a token configuration
        }

        Dictionary<string, string> labels = patch["metadata"]?["labels"]?.AsObject().ToDictionary(l => l.Key, l => (string)l.Value!) ?? []; // labels are texts
        DomainRouteSpec? keyed = System.Text.Json.JsonSerializer.Deserialize(spec, Model.ModelJsonContext.Default.DomainRouteSpec);
        return view with { Route = view.Route with { Spec = keyed, Metadata = view.Route.Metadata with { Labels = labels } } };
    }

    private static DomainRouteSpec Spec() => new()
    {
        Source = "alice",
        Destination = "bob",
        AuthenticationType = "Token",
        TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN", RollingUpdatePeriod = 86400 },
        Endpoint = new RouteEndpoint { Host = "10.0.0.2", Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = 1080 }] },
    };

    private static ClusterDomainRouteView View(DomainRouteSpec spec) => new()
    {
        Route = new ClusterDomainRoute { Metadata = new ObjectMeta { Name = $"{spec.Source}-{spec.Destination}", Uid = "u1", ResourceVersion = "3" }, Spec = spec },
        Source = Own("alice"),
        Destination = Partner("bob", Certificate),
    };

    private static Domain Own(string name) => new() { Metadata = new ObjectMeta { Name = name }, Spec = new DomainSpec { Cert = Certificate } };

    private static Domain Partner(string name, string? cert = "") => new()
    {
        Metadata = new ObjectMeta { Name = name },
        Spec = new DomainSpec { Role = "partner", Cert = cert?.Length == 0 ? Certificate : cert, InterConnProtocols = ["kuscia"], Master = name },
    };

    private static string MakeCertificate(int from, int to)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(new DateTimeOffset(from, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(to, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
    }
}
