using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Garbage;

/// <summary>What the garbage collector does with one object. Pure.</summary>
internal abstract record GarbageOutcome
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    /// <summary>Nothing.</summary>
    internal sealed record Keep : GarbageOutcome;

    /// <summary>No owner is left: delete it.</summary>
    internal sealed record Delete : GarbageOutcome;

    /// <summary>Delete the dependents first; take the finalizer off when none that blocks is left.</summary>
    internal sealed record Foreground(IReadOnlyList<GarbageNode> Dependents, bool Release) : GarbageOutcome;

    /// <summary>Take the owner reference off the dependents, then the finalizer off the owner.</summary>
    internal sealed record Orphan(IReadOnlyList<GarbageNode> Dependents) : GarbageOutcome;

    /// <summary>Some owners are left: the references to the others are taken off.</summary>
    internal sealed record Trim(IReadOnlyList<OwnerReference> Living) : GarbageOutcome;

    /// <param name="node">The object.</param>
    /// <param name="ownerExists">Whether an owner reference points to an object that is there.</param>
    /// <param name="dependents">Objects that name this one as owner.</param>
    public static GarbageOutcome For(GarbageNode node, Func<OwnerReference, bool> ownerExists, IReadOnlyList<GarbageNode> dependents)
    {
        if (node.IsDeleting && node.Finalizers.Contains(OrphanFinalizer, StringComparer.Ordinal))
        {
            return new Orphan(dependents);
        }

        if (node.IsDeleting && node.Finalizers.Contains(ForegroundFinalizer, StringComparer.Ordinal))
        {
            bool blocked = dependents.Any(d => d.Owners.Any(o => o.Uid == node.Uid && o.BlockOwnerDeletion == true));
            return new Foreground([.. dependents.Where(d => !d.IsDeleting)], !blocked);
        }

        OwnerReference[] living = [.. node.Owners.Where(ownerExists)];
        return node.IsDeleting || living.Length == node.Owners.Count ? new Keep() : living.Length == 0 ? new Delete() : new Trim(living);
    }
}
