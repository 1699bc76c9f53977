using Kuscia.Client.Parties;
using Kuscia.Controllers.Serving;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Serving;

internal static class ServingSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    public static KusciaDeployment Deployed(params DeploymentParty[] parties) => new()
    {
        Metadata = new ObjectMeta { Name = "sv", Namespace = WellKnownNames.CrossDomainNamespace, Uid = "u1", Labels = new Dictionary<string, string> { [WellKnownLabels.AppType] = "serving" } },
        Spec = new KusciaDeploymentSpec { Initiator = "alice", InputConfig = "{}", Parties = parties },
    };

    public static DeploymentParty Party(string domain, string? role = null) => new() { DomainID = domain, AppImageRef = "web", Role = role };

    public static ServingView View(KusciaDeployment serving, params Pod[] pods) => new()
    {
        Deployment = serving,
        Parties = new Dictionary<string, PartyInfo>
        {
            ["alice"] = new("alice", true, false, "kuscia", "alice"),
            ["bob"] = new("bob", true, true, "kuscia", "bob"),
            ["carol"] = PartyInfo.Unknown("carol"),
        },
        AppImages = new Dictionary<string, AppImage?> { ["web"] = Image("service", "peer") },
        Pods = pods.ToLookup(p => new ResourceName(p.Metadata.Namespace, "sv")),
    };

    public static AppImage Image(params string[] ports) => new()
    {
        Metadata = new ObjectMeta { Name = "web" },
        Spec = new AppImageSpec
        {
            Image = new AppImageInfo { Name = "web", Tag = "1" },
            DeployTemplates =
            [
                new DeployTemplate
                {
                    Name = "web",
                    Spec = new AppPodSpec { Containers = [new AppContainer { Name = "web", WorkingDir = "/", Ports = [.. ports.Select(p => new AppPort { Name = p, Scope = "Cluster" })] }] },
                },
            ],
        },
    };

    public static Deployment Live(int replicas, int available) => new()
    {
        Metadata = new ObjectMeta { Name = "sv", Namespace = "alice", CreationTimestamp = Now },
        Status = new DeploymentStatus { Replicas = replicas, UpdatedReplicas = replicas, AvailableReplicas = available, UnavailableReplicas = replicas - available },
    };

    public static PartyDeploymentStatus Part(string phase) => new() { Phase = phase, Replicas = 1 };

    public static KusciaDeployment With(this KusciaDeployment serving, KusciaDeploymentStatus status) => serving with { Status = status };

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, PartyDeploymentStatus>> Parts(params (string Domain, string Phase)[] parts) =>
        parts.ToDictionary(p => p.Domain, IReadOnlyDictionary<string, PartyDeploymentStatus> (p) => new Dictionary<string, PartyDeploymentStatus> { ["sv"] = Part(p.Phase) });
}
