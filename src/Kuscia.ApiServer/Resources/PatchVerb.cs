using System.Text.Json.Nodes;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Server;

namespace Kuscia.ApiServer.Resources;

/// <summary>What came of a patch.</summary>
internal sealed record PatchResult(StoredObject Object, bool Created);

/// <summary>Changes an object by a patch.</summary>
internal sealed class PatchVerb(UpdateVerb update)
{
    /// <summary>Applies the patch to the stored object.</summary>
    public async Task<PatchResult> RunAsync(ResourceCall call, PatchType type, JsonNode? patch, CancellationToken cancellationToken)
    {
        StoredObject changed = await update.ChangeAsync(call, old => Apply(call, type, patch, old), cancellationToken);
        return new PatchResult(changed, false);
    }

    private static JsonObject Apply(ResourceCall call, PatchType type, JsonNode? patch, JsonObject target)
    {
        string? version = target.Meta().Text("resourceVersion");
        string? uid = target.Meta().Text("uid");
        string? name = target.Meta().Text("name");
        JsonObject result = type == PatchType.Json ? JsonPatch.Apply(target, patch) : Merge(target, patch);
        JsonObject meta = result.Meta();
        if (meta.Text("uid") is string given && given != uid)
        {
            throw ApiErrors.Invalid(call.Kind, call.Name, StatusCause.Invalid("metadata.uid", StatusCause.Quote(given), "field is immutable"));
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

    private static JsonObject Merge(JsonObject target, JsonNode? patch)
    {
        MergePatch.Apply(target, patch as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: a merge patch is an object"));
        return target;
    }
}
