using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Resources;

/// <summary>What came of a write.</summary>
internal sealed record WriteResult(StoredObject Object, bool Created);

/// <summary>Replaces an object: read, change, check, compare-and-append; tried again when somebody was faster and the caller did not name a version.</summary>
internal sealed class UpdateVerb(ResourceStore store, AdmissionChain admission, CreateVerb create, ServiceAddresses addresses, TimeProvider time)
{
    private const int Attempts = 32;

    // Kinds that many writers keep up to date without caring who made them first.
    private static readonly string[] CreatedByUpdate =
        ["leases", "events", "endpoints", "roles", "rolebindings", "clusterroles", "clusterrolebindings"];

    /// <summary>The object of a PUT; of some kinds it is created when missing.</summary>
    public async Task<WriteResult> RunAsync(ResourceCall call, JsonObject value, CancellationToken cancellationToken)
    {
        JsonObject meta = value.Meta();
        string given = meta.Text("name") ?? call.Name;
        if (given != call.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({given}) does not match the name on the URL ({call.Name})");
        }

        bool mayCreate = call.Subresource is null && CreatedByUpdate.Contains(call.Kind.Kind.Plural) && meta.Text("resourceVersion") is null or "0";
        if (mayCreate && await store.GetAsync(call.Kind, call.Namespace, call.Name, cancellationToken) is null)
        {
            await (call.EnsureMayCreate?.Invoke(cancellationToken) ?? Task.CompletedTask);
            meta.Remove("resourceVersion");
            meta["name"] = call.Name;
            return new WriteResult(await create.RunAsync(call with { Name = "" }, value, cancellationToken), true);
        }

        return new WriteResult(await ChangeAsync(call, old => Replacement(call, value, old), cancellationToken), false);
    }

    /// <summary>
    /// Applies a change to the stored object and stores the result. <paramref name="change"/> gets a fresh mutable copy each time it is tried and returns the new
    /// object; a resourceVersion in it makes the write conditional.
    /// </summary>
    public Task<StoredObject> ChangeAsync(ResourceCall call, Func<JsonObject, JsonObject> change, CancellationToken cancellationToken) =>
        ChangeAsync(call, change, applies: false, cancellationToken);

    /// <summary>The same; <paramref name="applies"/> tells that the change keeps the record of owned fields itself.</summary>
    public async Task<StoredObject> ChangeAsync(ResourceCall call, Func<JsonObject, JsonObject> change, bool applies, CancellationToken cancellationToken)
    {
        bool addressed = ServiceAddresses.Concerns(call);
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            StoredObject stored = await store.RequireAsync(call.Kind, call.Namespace, call.Name, cancellationToken);
            JsonObject value = change(stored.ToNode());
            CheckVersion(call, value, stored);
            JsonObject old = stored.ToNode();
            MetadataRules.PrepareUpdate(value, old, call);
            if (MetadataRules.IsNamespace(call.Kind))
            {
                NamespaceRules.Complete(value, created: false);
            }

            if (addressed)
            {
                ServiceAddresses.Keep(value, old);
            }

            admission.Admit(call, AdmissionOperation.Update, value, old);
            if (!applies)
            {
                ManagedFields.OnUpdate(call, value, old, time);
            }

            ResourceCall write = addressed ? call with { Claim = await addresses.AssignAsync(call, value, call.Name, cancellationToken) } : call;
            if (call.Subresource != "status")
            {
                MetadataRules.CountGeneration(value, old, call.Kind);
            }

            if (await StoreAsync(write, stored, value, old, cancellationToken) is StoredObject result)
            {
                return result;
            }
        }

        throw ApiErrors.Modified(call.Kind, call.Name);
    }

    private async Task<StoredObject?> StoreAsync(ResourceCall call, StoredObject stored, JsonObject value, JsonObject old, CancellationToken cancellationToken)
    {
        if (JsonNode.DeepEquals(value, old))
        {
            return stored;
        }

        if (call.DryRun)
        {
            return new StoredObject(stored.Key, stored.Revision, JsonText.ToUtf8(value));
        }

        if (!MetadataRules.IsReleased(value, call.Kind))
        {
            return await store.UpdateAsync(call, stored, value, cancellationToken);
        }

        // The last finalizer is gone: the write is the removal.
        return await store.DeleteAsync(call, stored, cancellationToken) is not null ? new StoredObject(stored.Key, stored.Revision, JsonText.ToUtf8(value)) : null;
    }

    private static JsonObject Replacement(ResourceCall call, JsonObject value, JsonObject old)
    {
        string? stored = old.Meta().Text("uid");
        if (value.Meta().Text("uid") is string uid && uid != stored)
        {
            string key = ObjectKeys.Key(call.Kind, call.Namespace, call.Name);
            throw ApiErrors.Conflict(call.Kind, call.Name,
                $"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {stored}");
        }

        return (JsonObject)value.DeepClone();
    }

    private static void CheckVersion(ResourceCall call, JsonObject value, StoredObject stored)
    {
        string? version = value.Meta().Text("resourceVersion");
        if (version is null or "0" || version == stored.Revision.ToString(CultureInfo.InvariantCulture))
        {
            return;
        }

        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw ApiErrors.Invalid(call.Kind, call.Name, StatusCause.Invalid("metadata.resourceVersion", StatusCause.Quote(version), "must be a number"));
        }

        throw ApiErrors.Modified(call.Kind, call.Name);
    }
}
