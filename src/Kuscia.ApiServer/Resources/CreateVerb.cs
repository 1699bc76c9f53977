using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Resources;

/// <summary>Stores a new object.</summary>
internal sealed class CreateVerb(ResourceStore store, AdmissionChain admission, NamespaceRules namespaces, ServiceAddresses addresses, TimeProvider time)
{
    private const int NameAttempts = 5;

    /// <summary>The object as stored; in a dry run as it would be stored, without a version.</summary>
    public async Task<StoredObject> RunAsync(ResourceCall call, JsonObject value, CancellationToken cancellationToken)
    {
        using IDisposable? turn = await addresses.EnterAsync(call, cancellationToken);
        bool generated = value.Meta().Text("name") is null && value.Meta().Text("generateName") is not null;
        for (int attempt = 1; ; attempt++)
        {
            JsonObject candidate = generated ? (JsonObject)value.DeepClone() : value;
            MetadataRules.PrepareCreate(candidate, call, time);
            string name = candidate.Meta().Text("name") ?? "";
            await namespaces.EnsureOpenAsync(call, name, cancellationToken);
            if (MetadataRules.IsNamespace(call.Kind))
            {
                NamespaceRules.Complete(candidate, created: true);
            }

            admission.Admit(call, AdmissionOperation.Create, candidate, null);
            ManagedFields.OnCreate(call, candidate, time);
            if (turn is not null)
            {
                await addresses.AssignAsync(call, candidate, name, call.Kind, cancellationToken);
            }

            if (await StoreAsync(call, name, candidate, retry: generated && attempt < NameAttempts, cancellationToken) is StoredObject stored)
            {
                return stored;
            }
        }
    }

    private async Task<StoredObject?> StoreAsync(ResourceCall call, string name, JsonObject value, bool retry, CancellationToken cancellationToken)
    {
        StoredObject? existing;
        if (call.DryRun)
        {
            existing = await store.GetAsync(call.Kind, call.Namespace, name, cancellationToken);
            if (existing is null)
            {
                return new StoredObject(ObjectKeys.Key(call.Kind, call.Namespace, name), 0, JsonText.ToUtf8(value));
            }
        }
        else
        {
            (StoredObject? stored, existing) = await store.CreateAsync(call, name, value, cancellationToken);
            if (stored is not null)
            {
                return stored;
            }
        }

        return retry ? null : throw ApiErrors.AlreadyExists(call.Kind, name, existing?.IsBeingDeleted ?? false);
    }
}
