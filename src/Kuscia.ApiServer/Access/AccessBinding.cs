using System.Text.Json;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;

namespace Kuscia.ApiServer.Access;

/// <summary>Gives a role to subjects, in one namespace or (namespace null) everywhere.</summary>
internal sealed record AccessBinding(string? Namespace, string Name, string RoleKind, string RoleName, IReadOnlyList<AccessSubject> Subjects)
{
    /// <summary>Reads a RoleBinding or ClusterRoleBinding.</summary>
    public static AccessBinding Of(StoredObject binding)
    {
        JsonElement root = binding.Root;
        bool hasRole = root.TryGetProperty("roleRef", out JsonElement role) && role.ValueKind == JsonValueKind.Object;
        bool hasSubjects = root.TryGetProperty("subjects", out JsonElement subjects) && subjects.ValueKind == JsonValueKind.Array;
        return new AccessBinding(
            binding.Namespace,
            binding.Name,
            hasRole ? Text(role, "kind") : "",
            hasRole ? Text(role, "name") : "",
            hasSubjects ? [.. subjects.EnumerateArray().Select(s => new AccessSubject(Text(s, "kind"), Text(s, "name"), Text(s, "namespace")))] : []);
    }

    /// <summary>The subject that a user is, or null.</summary>
    public AccessSubject? Find(UserInfo user) => Subjects.FirstOrDefault(s => s.Is(user, Namespace));

    /// <summary>Why a request was allowed, as access reviews say it.</summary>
    public string Reason(AccessSubject subject) => Namespace is null
        ? $"RBAC: allowed by ClusterRoleBinding \"{Name}\" of {RoleKind} \"{RoleName}\" to {subject.Kind} \"{subject.Shown}\""
        : $"RBAC: allowed by RoleBinding \"{Name}/{Namespace}\" of {RoleKind} \"{RoleName}\" to {subject.Kind} \"{subject.Shown}\"";

    private static string Text(JsonElement value, string member) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "";
}

/// <summary>A user, group or service account of a binding.</summary>
internal sealed record AccessSubject(string Kind, string Name, string Namespace)
{
    /// <summary>Name as shown in reasons.</summary>
    public string Shown => Kind == "ServiceAccount" ? $"{Name}/{Namespace}" : Name;

    /// <summary>True when the user is this subject.</summary>
    public bool Is(UserInfo user, string? bindingNamespace) => Kind switch
    {
        "User" => user.Name == Name,
        "Group" => user.Groups.Contains(Name),
        "ServiceAccount" => user.Name == UserInfo.OfAccount(Namespace.Length > 0 ? Namespace : bindingNamespace, Name),
        _ => false,
    };
}
