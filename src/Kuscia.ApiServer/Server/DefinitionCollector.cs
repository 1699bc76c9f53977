using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Server;

/// <summary>
/// Follows the definitions: deletes the objects of those that shall go and lets them go, and gives names to those that waited for one. Each server of a database does it; what one
/// has done the other finds done.
/// </summary>
internal sealed partial class DefinitionCollector(ResourceVerbs verbs, DefinitionFollower follower, TimeProvider time, ILogger<DefinitionCollector> logger) : IAsyncDisposable
{
    private OngoingWork? _work;

    /// <summary>Begins to follow.</summary>
    public void Start()
    {
        if (verbs.Catalog.Find(DefinitionNames.Group, DefinitionNames.Version, DefinitionNames.Plural) is KindDescriptor kind)
        {
            _work = new OngoingWork(stop => FollowAsync(kind, stop), fault => Log.Failed(logger, fault), time);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _work?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task FollowAsync(KindDescriptor kind, CancellationToken cancellationToken)
    {
        using LogWatch watch = verbs.Store.Log.Watch(ObjectKeys.Prefix(kind, null), verbs.Store.Log.CurrentRevision);
        await foreach (LogEvent _ in watch.ReplayAsync(cancellationToken))
        {
        }

        do
        {
            while (watch.TryRead(out _))
            {
            }

            while (!await SettleAsync(kind, cancellationToken))
            {
                // What finalizers hold is looked at again soon.
                await Task.Delay(OngoingWork.Pause, time, cancellationToken);
            }
        }
        while (await watch.WaitAsync(cancellationToken));
    }

    /// <summary>Goes through all definitions; false while one of them waits for its objects to go.</summary>
    private async Task<bool> SettleAsync(KindDescriptor kind, CancellationToken cancellationToken)
    {
        bool done = true;
        await follower.FollowAsync(cancellationToken);
        foreach (StoredObject stored in (await verbs.List.AllAsync(kind, null, cancellationToken)).Items)
        {
            JsonObject definition = stored.ToNode();
            ResourceCall call = new(kind, UserInfo.Local) { Name = stored.Name };
            if (!stored.IsBeingDeleted)
            {
                await NameAsync(call, definition, cancellationToken);
            }
            else if (definition.Meta().Texts("finalizers").Contains(DefinitionNames.Finalizer))
            {
                done &= await EmptyAsync(call, definition, cancellationToken);
            }
        }

        return done;
    }

    private async Task NameAsync(ResourceCall call, JsonObject definition, CancellationToken cancellationToken)
    {
        if (DefinitionStatus.IsTrue(definition, "NamesAccepted"))
        {
            return;
        }

        await ChangeAsync(call with { Subresource = "status" }, old =>
        {
            DefinitionStatus.Renew(old, verbs.Catalog.All, time);
            return old;
        }, cancellationToken);
    }

    private async Task<bool> EmptyAsync(ResourceCall call, JsonObject definition, CancellationToken cancellationToken)
    {
        string? uid = definition.Meta().Text("uid");
        foreach (KindDescriptor kind in verbs.Catalog.All.Where(k => k.Definition == uid && uid is not null).DistinctBy(k => k.Kind.Plural))
        {
            await verbs.DeleteCollection.RunAsync(new ResourceCall(kind, UserInfo.Local), ListParameters.All, DeleteOptions.Default, cancellationToken);
            int left = (await verbs.List.AllAsync(kind, null, cancellationToken)).Items.Count;
            if (left > 0)
            {
                string message = $"CustomResource deletion is in progress: {left} of them wait for their finalizers";
                await ChangeAsync(call with { Subresource = "status" }, old => Terminating(old, "InstanceDeletionInProgress", message), cancellationToken);
                return false;
            }
        }

        await ChangeAsync(call, Released, cancellationToken);
        return true;
    }

    private JsonObject Terminating(JsonObject definition, string reason, string message)
    {
        DefinitionStatus.Set(definition, "Terminating", true, reason, message, time);
        return definition;
    }

    private static JsonObject Released(JsonObject definition)
    {
        JsonObject meta = definition.Meta();
        string[] others = [.. meta.Texts("finalizers").Where(f => f != DefinitionNames.Finalizer)];
        meta["finalizers"] = new JsonArray([.. others.Select(f => (JsonNode)f)]);
        return definition;
    }

    private async Task ChangeAsync(ResourceCall call, Func<JsonObject, JsonObject> change, CancellationToken cancellationToken)
    {
        try
        {
            await verbs.Update.ChangeAsync(call, change, cancellationToken);
        }
        catch (ApiStatusException gone) when (gone.Status.Reason == "NotFound")
        {
            // Another server was faster.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1310, LogLevel.Warning, "Following the definitions of kinds failed and is tried again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
