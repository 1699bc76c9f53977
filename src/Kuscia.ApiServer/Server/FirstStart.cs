using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Server;

/// <summary>Makes the namespaces and access rules that every server has; what exists stays as it is.</summary>
internal sealed class FirstStart(ResourceVerbs verbs)
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>Creates what is missing, all at once: the writes share a few transactions.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IEnumerable<Task> namespaces = NamespaceRules.Initial.Select(name =>
            CreateAsync(verbs.Namespaces.Kind, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken));
        await Task.WhenAll(
        [
            .. namespaces,
            .. CreateAll("clusterroles", BootstrapRoles.ClusterRoles(), cancellationToken),
            .. CreateAll("clusterrolebindings", BootstrapRoles.ClusterRoleBindings(), cancellationToken),
        ]);
        await new StoredDefinitions(verbs).RunAsync(cancellationToken);
    }

    private IEnumerable<Task> CreateAll(string plural, IEnumerable<JsonObject> objects, CancellationToken cancellationToken) =>
        verbs.Catalog.Find(RbacGroup, "v1", plural) is KindDescriptor kind ? objects.Select(value => CreateAsync(kind, value, cancellationToken)) : [];

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
