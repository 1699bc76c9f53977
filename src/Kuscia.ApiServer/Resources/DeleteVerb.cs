using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Json;

namespace Kuscia.ApiServer.Resources;

/// <summary>What came of a deletion.</summary>
/// <param name="Object">The object: its last state, or its present one while it waits.</param>
/// <param name="Removed">False while finalizers, a grace period or (for namespaces) the content hold it.</param>
internal sealed record DeleteResult(StoredObject Object, bool Removed);

/// <summary>Deletes objects: at once, or by marking them when something holds them.</summary>
internal sealed class DeleteVerb(ResourceStore store, AdmissionChain admission, TimeProvider time)
{
    private const int Attempts = 32;
    private const long DefaultPodGraceSeconds = 30;

    /// <summary>Deletes or marks one object; throws NotFound.</summary>
    public async Task<DeleteResult> RunAsync(ResourceCall call, DeleteOptions options, CancellationToken cancellationToken)
    {
        ResourceCall dry = call with { DryRun = call.DryRun || options.DryRun };
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            StoredObject stored = await store.RequireAsync(call.Kind, call.Namespace, call.Name, cancellationToken);
            CheckPreconditions(call, options, stored);
            if (MetadataRules.IsNamespace(call.Kind) && NamespaceRules.Immortal.Contains(call.Name))
            {
                throw ApiErrors.Forbidden(call.Kind, call.Name, "this namespace may not be deleted");
            }

            JsonObject value = stored.ToNode();
            admission.Admit(call, AdmissionOperation.Delete, value, value);
            if (await TryAsync(dry, options, stored, value, cancellationToken) is DeleteResult result)
            {
                return result;
            }
        }

        throw ApiErrors.Modified(call.Kind, call.Name);
    }

    private async Task<DeleteResult?> TryAsync(ResourceCall call, DeleteOptions options, StoredObject stored, JsonObject value, CancellationToken cancellationToken)
    {
        Mark(call, options, value);
        if (MetadataRules.IsReleased(value, call.Kind))
        {
            StoredObject last = new(stored.Key, stored.Revision, JsonText.ToUtf8(value));
            return call.DryRun || await store.DeleteAsync(call, stored, cancellationToken) is not null ? new DeleteResult(last, true) : null;
        }

        if (JsonNode.DeepEquals(value, stored.ToNode()))
        {
            return new DeleteResult(stored, false);
        }

        if (call.DryRun)
        {
            return new DeleteResult(new StoredObject(stored.Key, stored.Revision, JsonText.ToUtf8(value)), false);
        }

        return await store.UpdateAsync(call, stored, value, cancellationToken) is StoredObject marked ? new DeleteResult(marked, false) : null;
    }

    private void Mark(ResourceCall call, DeleteOptions options, JsonObject value)
    {
        JsonObject meta = value.Meta();
        SetFinalizers(options, meta);
        if (MetadataRules.IsNamespace(call.Kind))
        {
            MarkNamespace(value, meta);
            return;
        }

        long grace = call.Kind.Kind is { Group: "", Plural: "pods" } ? PodGrace(options, value) : 0;
        bool marked = meta.Text("deletionTimestamp") is not null;
        if (marked && grace >= (meta.Number("deletionGracePeriodSeconds") ?? 0))
        {
            return;
        }

        if (!marked && DefinitionNames.IsDefinition(call.Kind))
        {
            // Its objects go first.
            meta["finalizers"] = new JsonArray([.. meta.Texts("finalizers").Append(DefinitionNames.Finalizer).Distinct().Select(f => (JsonNode)f)]);
            DefinitionStatus.Set(value, "Terminating", true, "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", time);
        }

        if (!marked || grace > 0)
        {
            meta["deletionTimestamp"] = KubernetesTimeConverter.ToText(time.GetUtcNow().AddSeconds(grace));
        }

        meta["deletionGracePeriodSeconds"] = grace;
        if (!marked && MetadataRules.HasGeneration(call.Kind) && meta.Number("generation") is long generation)
        {
            meta["generation"] = generation + 1;
        }
    }

    private void MarkNamespace(JsonObject value, JsonObject meta)
    {
        if (meta.Text("deletionTimestamp") is not null)
        {
            return;
        }

        meta["deletionTimestamp"] = KubernetesTimeConverter.ToText(time.GetUtcNow());
        if (value["status"] is not JsonObject status)
        {
            status = [];
            value["status"] = status;
        }

        status["phase"] = "Terminating";
    }

    // The policy of the latest request counts: a finalizer of another policy is taken off again.
    private static void SetFinalizers(DeleteOptions options, JsonObject meta)
    {
        if (options.PropagationPolicy is null && options.OrphanDependents is null)
        {
            return;
        }

        List<string> finalizers = meta.Texts("finalizers").Where(f => f is not ("foregroundDeletion" or "orphan")).ToList();
        if (options.IsForeground)
        {
            finalizers.Add("foregroundDeletion");
        }
        else if (options.IsOrphan)
        {
            finalizers.Add("orphan");
        }

        if (finalizers.Count == 0)
        {
            meta.Remove("finalizers");
            return;
        }

        meta["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]);
    }

    // A pod that no node runs needs no time to end.
    private static long PodGrace(DeleteOptions options, JsonObject pod)
    {
        JsonObject? spec = pod["spec"] as JsonObject;
        string? phase = (pod["status"] as JsonObject)?.Text("phase");
        if (spec?.Text("nodeName") is null || phase is "Succeeded" or "Failed")
        {
            return 0;
        }

        long grace = options.GracePeriodSeconds ?? spec.Number("terminationGracePeriodSeconds") ?? DefaultPodGraceSeconds;
        return grace < 0 ? 1 : grace;
    }

    private static void CheckPreconditions(ResourceCall call, DeleteOptions options, StoredObject stored)
    {
        string kind = call.Kind.Kind.Kind;
        if (options.Uid is string uid && uid != stored.Uid)
        {
            throw Refused(kind, call.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({stored.Uid}). The object might have been deleted and then recreated");
        }

        string version = stored.Revision.ToString(CultureInfo.InvariantCulture);
        if (options.ResourceVersion is string wanted && wanted != version)
        {
            throw Refused(kind, call.Name,
                $"the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }

    private static ApiStatusException Refused(string kind, string name, string why) =>
        new(new ApiStatus(409, "Conflict", $"Operation cannot be fulfilled on {kind} \"{name}\": {why}") { Details = new ApiStatusDetails { Name = name, Kind = kind } });
}
