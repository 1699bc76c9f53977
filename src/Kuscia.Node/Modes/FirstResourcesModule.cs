using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Samples;

namespace Kuscia.Node.Modes;

/// <summary>
/// Objects that a control plane must hold before its controllers work: the namespaces of jobs and of the own domain, the roles of domains, the own Domain with its
/// certificate, and the AppImage of the built-in engine. What the operator changed later stays.
/// </summary>
internal sealed class FirstResourcesModule(IResourceClient client, DomainIdentity identity) : IModule
{
    private static readonly string[] ReadWrite = ["create", "get", "patch", "update", "delete"];

    private readonly TaskCompletionSource _completion = new();

    public string Name => "resources";

    public string? Address => null;

    public Task Completion => _completion.Task;

    public Task StartAsync(CancellationToken cancellationToken) => EnsureAsync(cancellationToken);

    /// <summary>Makes what is missing.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = WellKnownNames.CrossDomainNamespace } }, cancellationToken);
        await EnsureAsync(Kinds.Namespace, OwnNamespace(), cancellationToken);
        await EnsureAsync(Kinds.ClusterRole, DomainClusterRole(), cancellationToken);
        await EnsureAsync(Kinds.ClusterRole, KusciaClusterRole(), cancellationToken);
        await EnsureAsync(Kinds.ClusterRoleBinding, KusciaBinding(), cancellationToken);
        await EnsureAsync(Kinds.AppImage, BuiltInEngine.AppImage(), cancellationToken);
        await EnsureOwnDomainAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task EnsureOwnDomainAsync(CancellationToken cancellationToken)
    {
        string certificate = Convert.ToBase64String(Encoding.ASCII.GetBytes(identity.DomainCertificate.ExportCertificatePem() + "\n"));
        Domain wanted = new() { Metadata = new ObjectMeta { Name = identity.DomainId }, Spec = new DomainSpec { Cert = certificate } };
        await EnsureAsync(Kinds.Domain, wanted, cancellationToken);
        Domain? stored = await client.GetAsync(Kinds.Domain, wanted.Identity, cancellationToken);
        if (stored?.Spec?.Cert != certificate)
        {
            await client.PatchAsync(Kinds.Domain, wanted.Identity, new JsonObject { ["spec"] = new JsonObject { ["cert"] = certificate } }, null, cancellationToken);
        }
    }

    private async Task EnsureAsync<T>(ResourceKind<T> kind, T wanted, CancellationToken cancellationToken)
        where T : Resource
    {
        if (await client.GetAsync(kind, wanted.Identity, cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await client.CreateAsync(kind, wanted, cancellationToken);
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            // Another instance of this domain was faster.
        }
    }

    // The domain controller keeps it; made here already so that agent and DataMesh need not wait for that.
    private Namespace OwnNamespace() => new()
    {
        Metadata = new ObjectMeta { Name = identity.DomainId, Labels = new Dictionary<string, string> { [WellKnownLabels.DomainName] = identity.DomainId } },
    };

    // What every own domain may do with cluster-wide objects (nodes and leases of its agents).
    private static ClusterRole DomainClusterRole() => new()
    {
        Metadata = new ObjectMeta { Name = "domain-cluster-res" },
        Rules =
        [
            new PolicyRule { ApiGroups = [""], Resources = ["nodes"], Verbs = ReadWrite },
            new PolicyRule { ApiGroups = [""], Resources = ["nodes/status"], Verbs = ["patch", "update"] },
            new PolicyRule { ApiGroups = [""], Resources = ["events"], Verbs = ["create", "patch", "update"] },
            new PolicyRule { ApiGroups = ["coordination.k8s.io"], Resources = ["leases"], Verbs = ReadWrite },
        ],
    };

    private static ClusterRole KusciaClusterRole() => new()
    {
        Metadata = new ObjectMeta { Name = "kuscia" },
        Rules =
        [
            new PolicyRule { ApiGroups = [Kinds.KusciaGroup], Resources = ["*"], Verbs = ["*"] },
            new PolicyRule { ApiGroups = [""], Resources = ["nodes"], Verbs = ["get"] },
            new PolicyRule { ApiGroups = [""], Resources = ["services"], Verbs = ["get", "list"] },
            new PolicyRule { ApiGroups = ["apps"], Resources = ["deployments"], Verbs = ["get", "list"] },
        ],
    };

    private static ClusterRoleBinding KusciaBinding() => new()
    {
        Metadata = new ObjectMeta { Name = "kuscia" },
        Subjects = [new Subject { Kind = "User", ApiGroup = "rbac.authorization.k8s.io", Name = "kuscia" }],
        RoleRef = new RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "kuscia" },
    };
}
