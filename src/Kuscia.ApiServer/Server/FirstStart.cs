using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Server;

/// <summary>Makes the namespaces and access rules that every server has; what exists stays as it is.</summary>
internal sealed class FirstStart(ResourceVerbs verbs)
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>Creates what is missing.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (string name in NamespaceRules.Initial)
        {
            await CreateAsync(verbs.Namespaces.Kind, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken);
        }

        await CreateAllAsync("clusterroles", BootstrapRoles.ClusterRoles(), cancellationToken);
        await CreateAllAsync("clusterrolebindings", BootstrapRoles.ClusterRoleBindings(), cancellationToken);
        await new StoredDefinitions(verbs).RunAsync(cancellationToken);
    }

    private async Task CreateAllAsync(string plural, IEnumerable<JsonObject> objects, CancellationToken cancellationToken)
    {
        if (verbs.Catalog.Find(RbacGroup, "v1", plural) is not KindDescriptor kind)
        {
            return;
        }

        foreach (JsonObject value in objects)
        {
            await CreateAsync(kind, value, cancellationToken);
        }
    }

    private async Task CreateAsync(KindDescriptor kind, JsonObject value, CancellationToken cancellationToken)
    {
        string name = value.Meta().Text("name") ?? "";
        if (await verbs.Store.GetAsync(kind, null, name, cancellationToken) is not null)
        {
            return;
        }

        try
        {
            await verbs.Create.RunAsync(new ResourceCall(kind, UserInfo.Local), value, cancellationToken);
        }
        catch (ApiStatusException exists) when (exists.Status.Reason == "AlreadyExists")
        {
            // Another instance on the same database was first.
        }
    }
}
