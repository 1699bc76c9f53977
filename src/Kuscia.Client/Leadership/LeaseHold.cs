using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Leadership;

/// <summary>
/// Takes, renews and gives up the Lease, each by one write on condition that it is as it was read. Whether another's lease has run out is counted here, from when
/// its last renewal was seen: clocks of different machines are never compared. Used by one loop.
/// </summary>
internal sealed class LeaseHold(LeaderElectionOptions options, IResourceClient client, TimeProvider time)
{
    private Lease? _seen;
    private long _seenAt;
    private bool _began;
    private LeaseSpec? _own;

    /// <summary>The holder as last seen; null when there is none.</summary>
    public string? Holder => _seen?.Spec?.HolderIdentity is { Length: > 0 } holder ? holder : null;

    /// <summary>A new term when the Lease is free; null while another has it.</summary>
    public async Task<LeaderTerm?> TryTakeAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        Lease? stored = await client.GetAsync(Kinds.Lease, options.Lease, cancellationToken);
        bool isFirst = !_began;
        _began = true;
        See(stored);
        if (Holder is { } holder && !(isFirst && IsDead(holder)) && !IsOwn(stored) && time.GetElapsedTime(_seenAt) < Duration(stored))
        {
            return null;
        }

        // A term of the same holder counts as another one too: what the process before it left undone is fenced off.
        int transitions = stored is null ? 0 : (stored.Spec?.LeaseTransitions ?? 0) + 1;
        LeaseSpec spec = LeaseRecord.Taken(options, transitions, time.GetUtcNow());
        _own = spec;
        try
        {
            Lease taken = stored is null
                ? await client.CreateAsync(Kinds.Lease, New(spec), cancellationToken)
                : await client.PatchAsync(Kinds.Lease, options.Lease, LeaseRecord.Patch(spec, stored.Metadata.ResourceVersion), null, cancellationToken);
            See(taken);
            return new LeaderTerm(options.Identity, transitions, began, options.IsAlone ? Timeout.InfiniteTimeSpan : options.RenewDeadline, time);
        }
        catch (ResourceException e) when (e.IsConflict || e.IsAlreadyExists || e.IsNotFound)
        {
            // Another was faster, and is seen at the next look.
            _own = null;
            return null;
        }
    }

    /// <summary>Renews the Lease of a term; false when it is not that term's any more.</summary>
    public async Task<bool> TryRenewAsync(LeaderTerm term, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        LeaseSpec spec = (_seen?.Spec ?? new LeaseSpec()) with { RenewTime = time.GetUtcNow() };
        try
        {
            // The store may be held up, and the call with it: the term ends in time although.
            See(await client.PatchAsync(Kinds.Lease, options.Lease, LeaseRecord.Patch(spec, _seen?.Metadata.ResourceVersion), null, cancellationToken).WaitAsync(cancellationToken));
            term.Renewed(began);
            return true;
        }
        catch (ResourceException e) when (e.IsConflict || e.IsNotFound)
        {
            // Perhaps an own renewal whose answer was lost.
            See(await client.GetAsync(Kinds.Lease, options.Lease, cancellationToken).WaitAsync(cancellationToken));
            return Holder == term.Identity && _seen?.Spec?.LeaseTransitions == term.Transitions;
        }
    }

    /// <summary>Lets the next one take the Lease at once.</summary>
    public async Task ReleaseAsync(LeaderTerm term)
    {
        LeaseSpec spec = LeaseRecord.Taken(options, term.Transitions, time.GetUtcNow()) with { HolderIdentity = "", LeaseDurationSeconds = 1 };
        await client.PatchAsync(Kinds.Lease, options.Lease, LeaseRecord.Patch(spec, _seen?.Metadata.ResourceVersion), null, CancellationToken.None);
    }

    // The last term, or one whose answer was lost, which ended here and which nobody has taken since.
    private bool IsOwn(Lease? stored) =>
        _own is { } own && stored?.Spec is { } spec
        && (spec.HolderIdentity, spec.LeaseTransitions, spec.AcquireTime) == (own.HolderIdentity, own.LeaseTransitions, own.AcquireTime);

    private bool IsDead(string holder) => options.IsAlone || holder == options.Identity;

    private TimeSpan Duration(Lease? stored)
    {
        TimeSpan theirs = TimeSpan.FromSeconds(stored?.Spec?.LeaseDurationSeconds ?? 0);
        return theirs > options.LeaseDuration ? theirs : options.LeaseDuration;
    }

    private void See(Lease? stored)
    {
        if (stored?.Metadata.ResourceVersion != _seen?.Metadata.ResourceVersion || stored?.Metadata.Uid != _seen?.Metadata.Uid)
        {
            _seenAt = time.GetTimestamp();
        }

        _seen = stored;
    }

    private Lease New(LeaseSpec spec) => new() { Metadata = new ObjectMeta { Name = options.Lease.Name, Namespace = options.Lease.Namespace }, Spec = spec };
}
