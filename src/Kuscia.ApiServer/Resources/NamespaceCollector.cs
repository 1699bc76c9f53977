using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Hosting.Modules;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Resources;

/// <summary>Empties namespaces that are being deleted, then lets them go.</summary>
internal sealed partial class NamespaceCollector(ResourceVerbs verbs, TimeProvider time, ILogger<NamespaceCollector> logger) : IAsyncDisposable
{
    private OngoingWork? _work;

    /// <summary>Begins to watch namespaces.</summary>
    public void Start() => _work = new OngoingWork(FollowAsync, fault => Log.Failed(logger, fault), time);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _work?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => OngoingWork.RunAsync(FollowAsync, fault => Log.Failed(logger, fault), time, cancellationToken);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        HashSet<string> waiting = new(StringComparer.Ordinal);
        using LogWatch watch = verbs.Store.Log.Watch(ObjectKeys.Prefix(verbs.Namespaces.Kind, null), verbs.Store.Log.CurrentRevision);
        ListResult present = await verbs.List.AllAsync(verbs.Namespaces.Kind, null, cancellationToken);
        waiting.UnionWith(present.Items.Where(n => n.IsBeingDeleted).Select(n => n.Name));
        await foreach (LogEvent change in watch.ReplayAsync(cancellationToken))
        {
            Note(waiting, change);
        }

        while (!watch.IsClosed)
        {
            while (watch.TryRead(out LogEvent? change) && change is not null)
            {
                Note(waiting, change);
            }

            foreach (string name in waiting.ToArray())
            {
                if (await TryFinishAsync(name, cancellationToken))
                {
                    waiting.Remove(name);
                }
            }

            // What finalizers or a grace period hold is looked at again soon; otherwise only a change matters.
            if (waiting.Count > 0)
            {
                await Task.Delay(OngoingWork.Pause, time, cancellationToken);
                continue;
            }

            await watch.WaitAsync(cancellationToken);
        }
    }

    private static void Note(HashSet<string> waiting, LogEvent change)
    {
        StoredObject value = ObjectEvent.Of(change).Current;
        if (change.Type != LogEventType.Deleted && value.IsBeingDeleted)
        {
            waiting.Add(value.Name);
        }
    }

    private async Task<bool> TryFinishAsync(string name, CancellationToken cancellationToken)
    {
        StoredObject? value = await verbs.Store.GetAsync(verbs.Namespaces.Kind, null, name, cancellationToken);
        if (value is null || !value.IsBeingDeleted)
        {
            return true;
        }

        NamespaceRemains left = new();
        foreach (KindDescriptor kind in verbs.Catalog.All.Where(k => k.Kind.Namespaced && k.Verbs.Contains("deletecollection")))
        {
            ResourceCall call = new(kind, UserInfo.Local) { Namespace = name };
            await verbs.DeleteCollection.RunAsync(call, ListParameters.All, DeleteOptions.Default, cancellationToken);
            IReadOnlyList<StoredObject> items = (await verbs.List.AllAsync(kind, name, cancellationToken)).Items;
            if (items.Count > 0)
            {
                left.Add(kind, items);
            }
        }

        await FinishAsync(name, left, cancellationToken);
        return left.IsEmpty;
    }

    private async Task FinishAsync(string name, NamespaceRemains left, CancellationToken cancellationToken)
    {
        ResourceCall call = new(verbs.Namespaces.Kind, UserInfo.Local) { Name = name, Subresource = "finalize" };
        try
        {
            await verbs.Update.ChangeAsync(call, value => left.IsEmpty ? Release(value) : left.Explain(value, time), cancellationToken);
        }
        catch (ApiStatusException gone) when (gone.Status.Reason == "NotFound")
        {
            // Somebody else finished it.
        }
    }

    private static JsonObject Release(JsonObject value)
    {
        (value["spec"] as JsonObject)?.Remove("finalizers");
        return value;
    }

    private static partial class Log
    {
        [LoggerMessage(1302, LogLevel.Warning, "Emptying namespaces failed and is tried again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
