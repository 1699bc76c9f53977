using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Resources;

/// <summary>Changes an object by a patch; server-side apply also creates it.</summary>
internal sealed class PatchVerb(UpdateVerb update, CreateVerb create, ResourceStore store, TimeProvider time)
{
    /// <summary>Applies the patch to the stored object.</summary>
    public async Task<WriteResult> RunAsync(ResourceCall call, PatchType type, JsonNode? patch, CancellationToken cancellationToken)
    {
        if (type == PatchType.Apply)
        {
            return await ApplyAsync(call, Members(patch), cancellationToken);
        }

        try
        {
            return new WriteResult(await update.ChangeAsync(call, old => Apply(call, type, patch, old, new PatchWork(cancellationToken)), cancellationToken), false);
        }
        catch (ApiStatusException fault) when (fault.Status is { Reason: "BadRequest" } && fault.Status.Message.Contains(" cannot be handled as a ", StringComparison.Ordinal))
        {
            // The patch is well formed; what it makes of the object is not.
            throw ApiErrors.Invalid(call.Kind, call.Name, new StatusCause("FieldValueInvalid", fault.Status.Message, "patch"));
        }
    }

    private async Task<WriteResult> ApplyAsync(ResourceCall call, JsonObject applied, CancellationToken cancellationToken)
    {
        ServerSideApply apply = new(call, applied, time, cancellationToken);
        apply.Check();
        if (await store.GetAsync(call.Kind, call.Namespace, call.Name, cancellationToken) is null)
        {
            if (applied.Meta().Text("uid") is string uid)
            {
                throw ApiErrors.Conflict(call.Kind, call.Name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
            }

            if (call.Subresource is not null)
            {
                throw ApiErrors.NotFound(call.Kind, call.Name);
            }

            await (call.EnsureMayCreate?.Invoke(cancellationToken) ?? Task.CompletedTask);
            return new WriteResult(await create.RunAsync(call with { Name = "" }, apply.New(), cancellationToken), true);
        }

        return new WriteResult(await update.ChangeAsync(call, apply.Merge, applies: true, cancellationToken), false);
    }

    private static JsonObject Apply(ResourceCall call, PatchType type, JsonNode? patch, JsonObject target, PatchWork work)
    {
        string? version = target.Meta().Text("resourceVersion");
        string? uid = target.Meta().Text("uid");
        string? name = target.Meta().Text("name");
        JsonObject result = type switch
        {
            PatchType.Json => JsonPatch.Apply(target, patch, work),
            PatchType.Strategic => StrategicMergePatch.Apply(call.Kind.Merge, target, Members(patch), work),
            _ => Merge(target, patch, work),
        };
        if (result["metadata"] is not JsonObject meta)
        {
            throw ApiErrors.BadRequest($"the name of the object ({call.Name} based on URL) was undeterminable: name must be provided");
        }

        if (meta.Text("uid") is string given && given != uid)
        {
            StatusCause cause = StatusCause.Invalid("metadata.uid", StatusCause.Quote(given), "field is immutable");
            throw ApiErrors.Invalid(call.Kind, call.Name, cause, cause);
        }

        if (meta.Text("name") is string other && other != name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({other}) does not match the name on the URL ({name})");
        }

        // Only a version that the patch itself names makes the write conditional.
        if (meta.Text("resourceVersion") == version)
        {
            meta.Remove("resourceVersion");
        }

        return result;
    }

    private static JsonObject Merge(JsonObject target, JsonNode? patch, PatchWork work)
    {
        MergePatch.Apply(target, Members(patch), work);
        return target;
    }

    private static JsonObject Members(JsonNode? patch) => patch as JsonObject ?? throw ApiErrors.BadRequest(
        $"error decoding patch: json: cannot unmarshal {(patch is JsonArray ? "array" : patch is null ? "null" : "string")} into Go value of type map[string]interface {{}}");
}
