using System.Globalization;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>The answer to a list.</summary>
internal sealed record ListResult(ListMeta Meta, IReadOnlyList<StoredObject> Items);

/// <summary>Lists a collection at one revision, whole or in chunks.</summary>
internal sealed class ListVerb(ResourceStore store)
{
    private const int ScanPage = 500;

    /// <summary>The objects of the call's kind and namespace.</summary>
    public async Task<ListResult> RunAsync(ResourceCall call, ListParameters parameters, CancellationToken cancellationToken)
    {
        ListRange range = Range(parameters, counted: call.Share is not null);
        string prefix = ObjectKeys.Prefix(call.Kind, call.Namespace);
        string? after = range.After is null ? null : prefix + range.After;
        try
        {
            return call.Share is null
                ? await ReadAsync(call, after, range, parameters, cancellationToken)
                : await ReadWithinAsync(call, new LogQuery(prefix) { Revision = range.Revision, AfterKey = after }, range.Limit, parameters.Selection, cancellationToken);
        }
        catch (CompactedException)
        {
            throw range.After is null
                ? ApiErrors.Expired("The resourceVersion for the provided list is too old.")
                : ApiErrors.Expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
                    new ContinueToken(-1, range.After).Encode());
        }
    }

    /// <summary>All objects of a kind in one namespace or all.</summary>
    public async Task<ListResult> AllAsync(KindDescriptor kind, string? @namespace, CancellationToken cancellationToken) =>
        await RunAsync(new ResourceCall(kind, UserInfo.Local) { Namespace = @namespace }, ListParameters.All, cancellationToken);

    private async Task<ListResult> ReadAsync(ResourceCall call, string? after, ListRange range, ListParameters parameters, CancellationToken cancellationToken)
    {
        string prefix = ObjectKeys.Prefix(call.Kind, call.Namespace);
        bool filtered = !parameters.Selection.IsEverything;
        int limit = (int)Math.Min(range.Limit, int.MaxValue - 1);
        List<StoredObject> items = new();
        long revision = range.Revision;
        while (true)
        {
            LogQuery query = new(prefix)
            {
                Revision = revision,
                AfterKey = after,
                Limit = limit == 0 ? 0 : filtered ? ScanPage : limit,
                CountRemaining = !filtered,
            };
            LogPage page = await store.Log.ListAsync(query, cancellationToken);
            revision = page.Revision;
            string version = revision.ToString(CultureInfo.InvariantCulture);
            for (int i = 0; i < page.Entries.Count; i++)
            {
                StoredObject item = ResourceStore.Decode(call.Kind, page.Entries[i]);
                if (filtered && !parameters.Selection.Matches(item))
                {
                    continue;
                }

                items.Add(item);
                bool last = i == page.Entries.Count - 1 && !page.More;
                if (items.Count == limit && !last)
                {
                    string token = new ContinueToken(revision, item.Key[prefix.Length..]).Encode();
                    return new ListResult(new ListMeta(version, token, filtered ? null : page.Remaining), items);
                }
            }

            if (!page.More)
            {
                return new ListResult(new ListMeta(version), items);
            }

            after = page.Entries[^1].Key;
        }
    }

    // For a counted caller: a list with a limit is cut by bytes too, one without is refused beyond them.
    private async Task<ListResult> ReadWithinAsync(ResourceCall call, LogQuery query, long limit, Selection selection, CancellationToken cancellationToken)
    {
        ShareOptions share = call.Share?.Options ?? new ShareOptions();
        List<StoredObject> items = new();
        long bytes = 0;
        string version = "";
        await foreach (LogPage page in LogPages.ReadAsync(store.Log, query, cancellationToken))
        {
            version = page.Revision.ToString(CultureInfo.InvariantCulture);
            for (int i = 0; i < page.Entries.Count; i++)
            {
                StoredObject item = ResourceStore.Decode(call.Kind, page.Entries[i]);
                if (!selection.IsEverything && !selection.Matches(item))
                {
                    continue;
                }

                items.Add(item);
                bytes += item.Length;
                call.Answer?.Add(item.Length);
                if (limit == 0 && bytes > share.ListBytes)
                {
                    throw ApiErrors.ListTooLarge(call.Kind, share.ListBytes);
                }

                bool last = i == page.Entries.Count - 1 && !page.More;
                if (limit > 0 && !last && (items.Count == limit || bytes >= share.PageBytes))
                {
                    return new ListResult(new ListMeta(version, new ContinueToken(page.Revision, item.Key[query.Prefix.Length..]).Encode()), items);
                }
            }
        }

        return new ListResult(new ListMeta(version), items);
    }

    private ListRange Range(ListParameters parameters, bool counted)
    {
        if (parameters.Continue is { Length: > 0 } text)
        {
            ContinueToken token = ContinueToken.Parse(text);
            if (parameters.ResourceVersion is not (null or "" or "0"))
            {
                throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
            }

            return new ListRange(token.Revision < 0 ? 0 : token.Revision, parameters.Limit, token.LastKey);
        }

        ListOptionRules.Check(parameters, watch: false);
        long asked = ListOptionRules.Revision(parameters.ResourceVersion) ?? 0;
        ListOptionRules.NotInFuture(asked, store.Log.CurrentRevision);
        bool exact = parameters.ResourceVersionMatch == "Exact" || (parameters.ResourceVersionMatch is null or "" && asked > 0 && parameters.Limit > 0);
        return new ListRange(exact ? asked : 0, parameters.ResourceVersion == "0" && !counted ? 0 : parameters.Limit, null);
    }

    private sealed record ListRange(long Revision, long Limit, string? After);
}
