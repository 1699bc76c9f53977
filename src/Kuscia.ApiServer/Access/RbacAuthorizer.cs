using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Access;

/// <summary>
/// Decides by the stored Roles, ClusterRoles and their bindings; default is no. Follows the log: before each decision it takes in what was written
/// since, so a rule counts as soon as its write was answered. Thread-safe.
/// </summary>
internal sealed class RbacAuthorizer : IDisposable
{
    private static readonly string[] Plurals = ["roles", "clusterroles", "rolebindings", "clusterrolebindings"];
    private readonly ResourceStore _store;
    private readonly KindDescriptor[] _kinds;
    private readonly Dictionary<RoleId, IReadOnlyList<AccessRule>> _roles = [];
    private readonly Dictionary<string, AccessBinding> _bindings = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private LogWatch[] _watches = [];
    private volatile RbacSnapshot _snapshot = RbacSnapshot.Empty;

    /// <summary>An authoriser over the RBAC kinds of the catalogue.</summary>
    public RbacAuthorizer(ResourceStore store, KindCatalog catalog)
    {
        _store = store;
        _kinds = [.. Plurals.Select(p => catalog.Find("rbac.authorization.k8s.io", "v1", p)).OfType<KindDescriptor>()];
    }

    /// <summary>May the user do it?</summary>
    public async Task<AccessAnswer> AskAsync(UserInfo user, AccessQuestion question, CancellationToken cancellationToken)
    {
        if (user.IsMaster)
        {
            return new AccessAnswer(true, null);
        }

        return (await SnapshotAsync(cancellationToken)).Ask(user, question);
    }

    /// <summary>The rules in force now.</summary>
    public async Task<RbacSnapshot> SnapshotAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_watches.Length == 0 || _watches.Any(w => w.IsClosed))
            {
                await LoadAsync(cancellationToken);
            }
            else
            {
                Follow();
            }

            return _snapshot;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The rules as of the last decision; for checks that cannot wait.</summary>
    public RbacSnapshot Latest => _snapshot;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LogWatch watch in _watches)
        {
            watch.Dispose();
        }

        _turn.Dispose();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (LogWatch watch in _watches)
        {
            watch.Dispose();
        }

        // A load that fails below is begun anew by the next decision.
        _watches = [];
        _roles.Clear();
        _bindings.Clear();
        long revision = _store.Log.CurrentRevision;

        // Opened first: what is written while the lists are read is seen again by the watches.
        LogWatch[] watches = [.. _kinds.Select(k => _store.Log.Watch(ObjectKeys.Prefix(k, null), revision))];
        foreach (KindDescriptor kind in _kinds)
        {
            LogPage page = await _store.Log.ListAsync(new LogQuery(ObjectKeys.Prefix(kind, null)) { Revision = revision }, cancellationToken);
            foreach (LogEntry entry in page.Entries)
            {
                Put(kind, ResourceStore.Decode(entry));
            }
        }

        for (int i = 0; i < watches.Length; i++)
        {
            await foreach (LogEvent change in watches[i].ReplayAsync(cancellationToken))
            {
                Take(_kinds[i], change);
            }
        }

        _watches = watches;
        _snapshot = new RbacSnapshot(new Dictionary<RoleId, IReadOnlyList<AccessRule>>(_roles), [.. _bindings.Values]);
        Follow();
    }

    private void Follow()
    {
        // Whoever asks because of an event that it has read gets an answer that knows the event.
        _store.Log.Settle();
        bool changed = false;
        for (int i = 0; i < _watches.Length; i++)
        {
            while (_watches[i].TryRead(out LogEvent? change) && change is not null)
            {
                Take(_kinds[i], change);
                changed = true;
            }
        }

        if (changed)
        {
            _snapshot = new RbacSnapshot(new Dictionary<RoleId, IReadOnlyList<AccessRule>>(_roles), [.. _bindings.Values]);
        }
    }

    private void Take(KindDescriptor kind, LogEvent change)
    {
        StoredObject value = ResourceStore.Decode(change.Entry);
        if (change.Type != LogEventType.Deleted)
        {
            Put(kind, value);
            return;
        }

        if (IsBinding(kind))
        {
            _bindings.Remove(value.Key);
            return;
        }

        _roles.Remove(RoleOf(kind, value));
    }

    private void Put(KindDescriptor kind, StoredObject value)
    {
        if (IsBinding(kind))
        {
            _bindings[value.Key] = AccessBinding.Of(value);
            return;
        }

        _roles[RoleOf(kind, value)] = AccessRule.Of(value.Root);
    }

    private static bool IsBinding(KindDescriptor kind) => kind.Kind.Kind is "RoleBinding" or "ClusterRoleBinding";

    private static RoleId RoleOf(KindDescriptor kind, StoredObject role) => new(kind.Kind.Namespaced ? role.Namespace : null, role.Name);
}
