using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The rules of roles and bindings.</summary>
internal static class RbacRules
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <summary>The faults of a role.</summary>
    public static IEnumerable<StatusCause> Role(JsonObject role)
    {
        foreach ((int index, JsonObject rule) in role.Objects("rules"))
        {
            string path = $"rules[{index}]";
            if (!rule.Array("verbs").Any())
            {
                yield return StatusCause.Required(path + ".verbs", "verbs must contain at least one value");
            }

            bool urls = rule.Array("nonResourceURLs").Any();
            if (!urls && !rule.Array("apiGroups").Any())
            {
                yield return StatusCause.Required(path + ".apiGroups", "resource rules must supply at least one api group");
            }

            if (!urls && !rule.Array("resources").Any())
            {
                yield return StatusCause.Required(path + ".resources", "resource rules must supply at least one resource");
            }
        }
    }

    /// <summary>The faults of a binding, given the stored one for an update.</summary>
    public static IEnumerable<StatusCause> Binding(JsonObject binding, JsonObject? old)
    {
        JsonObject? role = binding.Child("roleRef");
        bool cluster = binding.String("kind") == "ClusterRoleBinding";
        IEnumerable<StatusCause> ofRole = CoreRules.OneOf(role, "apiGroup", "roleRef", Group)
            .Concat(CoreRules.OneOf(role, "kind", "roleRef", cluster ? ["ClusterRole"] : ["Role", "ClusterRole"]));
        foreach (StatusCause cause in ofRole)
        {
            yield return cause;
        }

        if (string.IsNullOrEmpty(role.String("name")))
        {
            yield return StatusCause.Required("roleRef.name", "");
        }

        foreach (StatusCause cause in binding.Objects("subjects").SelectMany(s => Subject(s.Item2, $"subjects[{s.Item1}]", cluster)))
        {
            yield return cause;
        }

        if (old?.Child("roleRef") is { } before && !JsonNode.DeepEquals(before, role))
        {
            yield return StatusCause.Invalid("roleRef", GoText.RoleRef(role), "cannot change roleRef");
        }
    }

    private static IEnumerable<StatusCause> Subject(JsonObject subject, string path, bool cluster)
    {
        if (string.IsNullOrEmpty(subject.String("name")))
        {
            yield return StatusCause.Required(path + ".name", "");
        }

        bool account = subject.String("kind") == "ServiceAccount";
        if (account && cluster && string.IsNullOrEmpty(subject.String("namespace")))
        {
            yield return StatusCause.Required(path + ".namespace", "");
        }

        foreach (StatusCause cause in CoreRules.OneOf(subject, "kind", path, "ServiceAccount", "User", "Group").Concat(CoreRules.OneOf(subject, "apiGroup", path, account ? "" : Group)))
        {
            yield return cause;
        }
    }
}
