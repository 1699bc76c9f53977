using Kuscia.Client.Resources;
using Kuscia.Controllers.Writes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Domains;

/// <summary>Makes the accounts of domains and their rights. Every step may be repeated.</summary>
internal sealed class DomainAccounts(IResourceClient client)
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public async Task EnsureRoleAsync(Domain domain, CancellationToken cancellationToken)
    {
        string name = domain.Metadata.Name ?? "";
        Role wanted = new() { Metadata = Meta(domain, name, name), Rules = DomainRights.InNamespace };
        if (!await TryCreateAsync(Kinds.Role, wanted, cancellationToken))
        {
            Role? existing = await client.GetAsync(Kinds.Role, new ResourceName(name, name), cancellationToken);
            if (existing is not null && ObjectPatch.Between(Kinds.Role, existing, existing with { Rules = DomainRights.InNamespace }) is { } patch)
            {
                await client.PatchAsync(Kinds.Role, existing.Identity, patch, null, cancellationToken);
            }
        }
    }

    /// <summary>The account comes last: where it exists, its rights do.</summary>
    public async Task EnsureAccountAsync(Domain domain, CancellationToken cancellationToken)
    {
        string name = domain.Metadata.Name ?? "";
        RoleBinding binding = new()
        {
            Metadata = Meta(domain, name, name),
            Subjects = [new Subject { Kind = "ServiceAccount", Name = name, Namespace = name }],
            RoleRef = new RoleRef { ApiGroup = RbacGroup, Kind = "Role", Name = name },
        };
        await TryCreateAsync(Kinds.RoleBinding, binding, cancellationToken);
        await TryCreateAsync(Kinds.ServiceAccount, new ServiceAccount { Metadata = Meta(domain, name, name) }, cancellationToken);
    }

    public async Task EnsureClusterRightsAsync(Domain domain, CancellationToken cancellationToken)
    {
        string name = domain.Metadata.Name ?? "";
        ClusterRole role = new() { Metadata = new ObjectMeta { Name = DomainRights.ClusterRoleName }, Rules = DomainRights.InCluster };
        await TryCreateAsync(Kinds.ClusterRole, role, cancellationToken);
        ClusterRoleBinding binding = new()
        {
            Metadata = Meta(domain, null, name),
            Subjects = [new Subject { Kind = "ServiceAccount", Name = name, Namespace = name }],
            RoleRef = new RoleRef { ApiGroup = RbacGroup, Kind = "ClusterRole", Name = DomainRights.ClusterRoleName },
        };
        await TryCreateAsync(Kinds.ClusterRoleBinding, binding, cancellationToken);
    }

    /// <summary>Creates the object; false when it exists.</summary>
    public async Task<bool> TryCreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            await client.CreateAsync(kind, resource with { ApiVersion = kind.ApiVersion, Kind = kind.Kind }, cancellationToken);
            return true;
        }
        catch (ResourceException e) when (e.IsAlreadyExists)
        {
            return false;
        }
    }

    /// <summary>Metadata of an object in the namespace of a domain that nobody owns: what was configured for a domain outlives the Domain object.</summary>
    public static ObjectMeta Lasting(string domain, string name) => new()
    {
        Namespace = domain,
        Name = name,
        Labels = new Dictionary<string, string> { [WellKnownLabels.DomainName] = domain },
    };

    /// <summary>Metadata of an object that goes with its Domain.</summary>
    public static ObjectMeta Meta(Domain domain, string? @namespace, string name) => new()
    {
        Namespace = @namespace,
        Name = name,
        OwnerReferences =
        [
            new OwnerReference
            {
                ApiVersion = Kinds.Domain.ApiVersion,
                Kind = Kinds.Domain.Kind,
                Name = domain.Metadata.Name ?? "",
                Uid = domain.Metadata.Uid ?? "",
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ],
    };
}
