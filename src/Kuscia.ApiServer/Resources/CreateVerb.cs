using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Limits;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>Stores a new object.</summary>
internal sealed class CreateVerb(ResourceStore store, AdmissionChain admission, NamespaceRules namespaces, NamespaceLimits limits, ServiceAddresses addresses, TimeProvider time)
{
    private const int NameAttempts = 5;
    private const int ClaimAttempts = 32;

    /// <summary>The object as stored; in a dry run as it would be stored, without a version.</summary>
    public async Task<StoredObject> RunAsync(ResourceCall call, JsonObject value, CancellationToken cancellationToken)
    {
        bool addressed = ServiceAddresses.Concerns(call);
        bool generated = value.Meta().Text("name") is null && value.Meta().Text("generateName") is not null;
        for (int attempt = 1; ; attempt++)
        {
            JsonObject candidate = generated || addressed ? (JsonObject)value.DeepClone() : value;
            MetadataRules.PrepareCreate(candidate, call, time);
            string name = candidate.Meta().Text("name") ?? "";
            await namespaces.EnsureOpenAsync(call, name, cancellationToken);
            if (MetadataRules.IsNamespace(call.Kind))
            {
                NamespaceRules.Complete(candidate, created: true);
            }

            await limits.ApplyRangesAsync(call, candidate, cancellationToken);
            admission.Admit(call, AdmissionOperation.Create, candidate, null);
            using IDisposable? turn = await limits.EnterAsync(call, candidate, cancellationToken);
            ManagedFields.OnCreate(call, candidate, time);
            ResourceCall write = addressed ? call with { Claim = await addresses.AssignAsync(call, candidate, name, cancellationToken) } : call;
            (StoredObject? stored, StoredObject? existing, AppendRefusal refusal) = await StoreAsync(write, name, candidate, cancellationToken);
            bool taken = refusal == AppendRefusal.Claim;
            if (stored is not null)
            {
                return stored;
            }

            if (taken ? attempt >= ClaimAttempts : !generated || attempt >= NameAttempts)
            {
                throw taken ? ApiErrors.Modified(call.Kind, name) : ApiErrors.AlreadyExists(call.Kind, name, existing?.IsBeingDeleted ?? false);
            }
        }
    }

    private async Task<(StoredObject? Stored, StoredObject? Existing, AppendRefusal Refusal)> StoreAsync(ResourceCall call, string name, JsonObject value, CancellationToken cancellationToken)
    {
        if (!call.DryRun)
        {
            return await store.CreateAsync(call, name, value, cancellationToken);
        }

        return await store.GetAsync(call.Kind, call.Namespace, name, cancellationToken) is { } existing
            ? (null, existing, AppendRefusal.Revision)
            : (new StoredObject(ObjectKeys.Key(call.Kind, call.Namespace, name), 0, JsonText.ToUtf8(value)), null, AppendRefusal.None);
    }
}
