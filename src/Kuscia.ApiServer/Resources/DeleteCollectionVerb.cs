using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;

namespace Kuscia.ApiServer.Resources;

/// <summary>Deletes every object that a list would give.</summary>
internal sealed class DeleteCollectionVerb(ListVerb list, DeleteVerb delete)
{
    /// <summary>The objects as they were listed; those that are gone meanwhile are passed over.</summary>
    public async Task<ListResult> RunAsync(ResourceCall call, ListParameters parameters, DeleteOptions options, CancellationToken cancellationToken)
    {
        ListResult found = await list.RunAsync(call, parameters, cancellationToken);
        foreach (StoredObject item in found.Items)
        {
            try
            {
                await delete.RunAsync(call with { Namespace = item.Namespace, Name = item.Name }, options with { Uid = item.Uid }, cancellationToken);
            }
            catch (ApiStatusException gone) when (gone.Status.Reason is "NotFound" or "Conflict")
            {
                continue;
            }
        }

        return found;
    }
}
