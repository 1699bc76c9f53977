using Kuscia.ApiServer.Callers;

namespace Kuscia.ApiServer.Access;

/// <summary>All roles and bindings at one moment. Immutable.</summary>
internal sealed class RbacSnapshot(IReadOnlyDictionary<RoleId, IReadOnlyList<AccessRule>> roles, IReadOnlyList<AccessBinding> bindings)
{
    /// <summary>No role at all.</summary>
    public static readonly RbacSnapshot Empty = new(new Dictionary<RoleId, IReadOnlyList<AccessRule>>(), []);

    /// <summary>May the user do it, and by which binding?</summary>
    public AccessAnswer Ask(UserInfo user, AccessQuestion question)
    {
        if (user.IsMaster)
        {
            return new AccessAnswer(true, null);
        }

        foreach ((AccessBinding binding, AccessSubject subject) in For(user, question.Namespace))
        {
            if (Rules(binding).Any(r => r.Allows(question)))
            {
                return new AccessAnswer(true, binding.Reason(subject));
            }
        }

        return new AccessAnswer(false, null);
    }

    /// <summary>Whether a cluster role is given to the user for the whole cluster.</summary>
    public bool Holds(UserInfo user, string clusterRole) =>
        bindings.Any(b => b.Namespace is null && b.RoleKind == "ClusterRole" && b.RoleName == clusterRole && b.Find(user) is not null);

    /// <summary>All rules that a user has in a namespace (null: cluster-wide ones only).</summary>
    public IReadOnlyList<AccessRule> RulesOf(UserInfo user, string? @namespace) => [.. For(user, @namespace).SelectMany(b => Rules(b.Binding))];

    /// <summary>The rules of a role; empty when it does not exist.</summary>
    public IReadOnlyList<AccessRule> RulesOf(string roleKind, string? @namespace, string name) => Find(roleKind, @namespace, name) ?? [];

    /// <summary>The rules of a role, or null when it does not exist. A Role is looked for in the namespace of its binding.</summary>
    public IReadOnlyList<AccessRule>? Find(string roleKind, string? @namespace, string name) => (roleKind, @namespace) switch
    {
        ("ClusterRole", _) => roles.GetValueOrDefault(new RoleId(null, name)),
        ("Role", not null) => roles.GetValueOrDefault(new RoleId(@namespace, name)),
        _ => null,
    };

    private IEnumerable<(AccessBinding Binding, AccessSubject Subject)> For(UserInfo user, string? @namespace)
    {
        // Cluster-wide bindings first, as they are the cheaper and commoner answer.
        foreach (AccessBinding binding in bindings.Where(b => b.Namespace is null).Concat(bindings.Where(b => b.Namespace is not null && b.Namespace == @namespace)))
        {
            if (binding.Find(user) is AccessSubject subject)
            {
                yield return (binding, subject);
            }
        }
    }

    private IReadOnlyList<AccessRule> Rules(AccessBinding binding) => RulesOf(binding.RoleKind, binding.Namespace, binding.RoleName);
}
