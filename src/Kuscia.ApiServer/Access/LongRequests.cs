using System.Collections.Concurrent;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Hosting.Modules;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Access;

/// <summary>
/// Ends watches and followed logs whose caller has lost the right to them. A right is checked when a request begins; these last for an hour, so they are checked again whenever a
/// role, a binding, a service account or a Domain changes. Watches of a kind that is gone end too. Thread-safe.
/// </summary>
internal sealed partial class LongRequests(
    ResourceStore store, KindCatalog catalog, DefinitionFollower definitions, Authenticator authenticator, RequestAuthorizer authorizer, TimeProvider time,
    ILogger<LongRequests> logger) : IAsyncDisposable
{
    private static readonly (string Group, string Version, string Plural)[] Deciding =
    [
        ("rbac.authorization.k8s.io", "v1", "roles"), ("rbac.authorization.k8s.io", "v1", "clusterroles"), ("rbac.authorization.k8s.io", "v1", "rolebindings"),
        ("rbac.authorization.k8s.io", "v1", "clusterrolebindings"), ("", "v1", "serviceaccounts"), (Kuscia.Model.Kinds.KusciaGroup, "v1alpha1", "domains"),
        (DefinitionNames.Group, DefinitionNames.Version, DefinitionNames.Plural),
    ];

    private readonly ConcurrentDictionary<LongRequest, byte> _open = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private OngoingWork[] _work = [];

    /// <summary>Begins to follow what decides on rights.</summary>
    public void Start() => _work = [.. Deciding.Select(d => catalog.Find(d.Group, d.Version, d.Plural)).OfType<KindDescriptor>()
        .Select(kind => new OngoingWork(stop => FollowAsync(kind, stop), fault => Log.Failed(logger, fault), time))];

    /// <summary>Takes a request in; what changes from here on is seen, so the caller asks once more for the right. Remove it when it is over.</summary>
    public LongRequest Add(RequestInfo info, UserInfo caller, UserInfo user)
    {
        LongRequest request = new(info, caller, user);
        _open[request] = 0;
        return request;
    }

    /// <summary>A request is over.</summary>
    public void Remove(LongRequest request) => _open.TryRemove(request, out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_work.Select(w => w.DisposeAsync().AsTask()));
        _turn.Dispose();
    }

    private async Task FollowAsync(KindDescriptor kind, CancellationToken cancellationToken)
    {
        using LogWatch watch = store.Log.Watch(ObjectKeys.Prefix(kind, null), store.Log.CurrentRevision);

        // What changed while nobody followed counts too.
        await ReviewAsync(cancellationToken);
        await foreach (LogEvent _ in watch.ReplayAsync(cancellationToken))
        {
        }

        while (await watch.WaitAsync(cancellationToken))
        {
            bool changed = false;
            while (watch.TryRead(out _))
            {
                changed = true;
            }

            if (changed)
            {
                await ReviewAsync(cancellationToken);
            }
        }
    }

    private async Task ReviewAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await definitions.FollowAsync(cancellationToken);
            foreach (LongRequest request in _open.Keys)
            {
                if (IsGone(request.Info.Kind))
                {
                    _open.TryRemove(request, out _);
                    await request.RevokeAsync();
                    continue;
                }

                if (!await IsGoodAsync(request, cancellationToken))
                {
                    _open.TryRemove(request, out _);
                    Log.Revoked(logger, request.User.Name, request.Info.Path);
                    await request.RevokeAsync();
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    // A kind that users define goes with its definition; one that is made anew is another.
    private bool IsGone(KindDescriptor? kind) =>
        kind is { IsUserDefined: true } && catalog.Find(kind.Kind.Group, kind.Kind.Version, kind.Kind.Plural)?.Definition != kind.Definition;

    private async Task<bool> IsGoodAsync(LongRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (!await authenticator.IsInForceAsync(request.Caller, cancellationToken))
            {
                return false;
            }

            await authorizer.EnsureAllowedAsync(request.Info, request.User, cancellationToken);
            return true;
        }
        catch (ApiStatusException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1304, LogLevel.Information, "{User} has lost the right to {Path}: the request is ended")]
        public static partial void Revoked(ILogger logger, string user, string path);

        [LoggerMessage(1305, LogLevel.Warning, "Checking the rights of open watches failed and is tried again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
