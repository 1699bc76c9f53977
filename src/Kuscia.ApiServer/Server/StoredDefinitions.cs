using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Discovery;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Server;

/// <summary>Keeps one CustomResourceDefinition object per kuscia kind in the store, as this version of the product defines the kind, unless somebody has written it.</summary>
internal sealed class StoredDefinitions(ResourceVerbs verbs)
{
    /// <summary>Stores what is missing or differs.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (verbs.Catalog.Find("apiextensions.k8s.io", "v1", "customresourcedefinitions") is not KindDescriptor definitions)
        {
            return;
        }

        await Task.WhenAll(verbs.Catalog.House.Where(k => k.IsCustom).Select(kind => StoreAsync(definitions, kind, cancellationToken)));
    }

    private async Task StoreAsync(KindDescriptor definitions, KindDescriptor kind, CancellationToken cancellationToken)
    {
        JsonObject wanted = CustomResourceDefinitions.Build(kind);
        string name = wanted.Meta().Text("name") ?? "";
        ResourceCall call = new(definitions, UserInfo.Local) { Name = name, FieldValidation = FieldValidation.Ignore };
        StoredObject? stored = await verbs.Store.GetAsync(definitions, null, name, cancellationToken);
        if (stored is null)
        {
            await CreateAsync(call, wanted, cancellationToken);
        }
        else if (!IsWritten(stored.ToNode()) && !JsonNode.DeepEquals(stored.ToNode()["spec"], wanted["spec"]))
        {
            await verbs.Update.ChangeAsync(call, old => Renewed(old, wanted), cancellationToken);
        }
    }

    // Somebody has installed definitions of his own: they stay, so that installing them again changes nothing.
    private static bool IsWritten(JsonObject definition) => (definition.Meta()["annotations"] as JsonObject)?.ContainsKey(DefinitionNames.WrittenMark) == true;

    private async Task CreateAsync(ResourceCall call, JsonObject wanted, CancellationToken cancellationToken)
    {
        try
        {
            await verbs.Create.RunAsync(call, wanted, cancellationToken);
        }
        catch (ApiStatusException exists) when (exists.Status.Reason == "AlreadyExists")
        {
            // Another instance on the same database was first.
        }
    }

    private static JsonObject Renewed(JsonObject old, JsonObject wanted)
    {
        old["spec"] = wanted["spec"]?.DeepClone();
        old["status"] = wanted["status"]?.DeepClone();
        return old;
    }
}
