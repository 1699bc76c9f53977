using System.Globalization;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>Opens watches on collections.</summary>
internal sealed class WatchVerb(ResourceStore store, ListVerb list, TimeProvider time)
{
    /// <summary>Checks the options and opens the watch; failures that clients expect inside the stream are its first item.</summary>
    public async Task<ObjectWatch> RunAsync(ResourceCall call, ListParameters parameters, CancellationToken cancellationToken)
    {
        // Clients of older servers send sendInitialEvents alone; it then changes nothing.
        ListParameters known = parameters is { SendInitialEvents: not null, ResourceVersionMatch: null or "" } ? parameters with { SendInitialEvents = null } : parameters;
        ListOptionRules.Check(known, watch: true);
        long? asked = ListOptionRules.Revision(known.ResourceVersion);
        string prefix = ObjectKeys.Prefix(call.Kind, call.Namespace);
        List<WatchItem> initial = new();
        long from = asked ?? 0;
        if (known.SendInitialEvents == true || (asked is null or 0 && known.SendInitialEvents is null))
        {
            ListResult present = await list.RunAsync(call, ListParameters.All with { Selection = known.Selection }, cancellationToken);
            from = long.Parse(present.Meta.ResourceVersion, CultureInfo.InvariantCulture);
            initial.AddRange(present.Items.Select(o => new WatchItem(ObjectEventType.Added, o, o.Revision)));
            if (known is { SendInitialEvents: true, AllowWatchBookmarks: true })
            {
                initial.Add(new WatchItem(ObjectEventType.Bookmark, null, from) { EndsInitialEvents = true });
            }
        }
        else if (asked is null or 0)
        {
            from = store.Log.CurrentRevision;
        }

        try
        {
            return new ObjectWatch(store.Log.Watch(prefix, from), initial, known, call, time);
        }
        catch (CompactedException)
        {
            return new ObjectWatch(null, [WatchItem.Expired($"too old resource version: {from} ({store.Log.CompactedRevision})")], known, call, time);
        }
    }
}
