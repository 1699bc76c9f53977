using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Resources;

namespace Kuscia.ApiServer.Access;

/// <summary>Nobody may grant what he does not hold: checks writes of roles and bindings.</summary>
internal sealed class EscalationCheck(RbacAuthorizer rbac) : IAdmission
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Kind.Kind.Group != Group || request.User.IsMaster)
        {
            return;
        }

        bool binding = request.Kind.Kind.Kind is "RoleBinding" or "ClusterRoleBinding";
        RbacSnapshot snapshot = rbac.Latest;
        if (May(snapshot, request, binding))
        {
            return;
        }

        IReadOnlyList<AccessRule> granted = binding ? Bound(snapshot, request) : Written(request.Object);

        IReadOnlyList<AccessRule> held = snapshot.RulesOf(request.User, request.Namespace);
        AccessRule[] missing = [.. granted.Where(wanted => !AccessRule.Cover(held, wanted))];
        if (missing.Length > 0)
        {
            string groups = string.Join(' ', request.User.Groups.Select(StatusCause.Quote));
            throw ApiErrors.Forbidden(request.Kind, request.Name,
                $"user {StatusCause.Quote(request.User.Name)} (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join('\n', missing.Select(Show))}");
        }
    }

    // The verbs "escalate" and "bind" lift the rule for those who hold them.
    private static bool May(RbacSnapshot snapshot, AdmissionRequest request, bool binding)
    {
        JsonObject? role = request.Object["roleRef"] as JsonObject;
        string plural = binding ? role?.Text("kind") == "ClusterRole" ? "clusterroles" : "roles" : request.Kind.Kind.Plural;
        AccessQuestion question = new(binding ? "bind" : "escalate")
        {
            Group = Group,
            Resource = plural,
            Namespace = request.Namespace,
            Name = binding ? role?.Text("name") ?? "" : request.Name,
        };
        return snapshot.Ask(request.User, question).Allowed;
    }

    // Who may bind what does not exist yet could gain whatever somebody makes under that name later.
    private static IReadOnlyList<AccessRule> Bound(RbacSnapshot snapshot, AdmissionRequest request)
    {
        JsonObject? role = request.Object["roleRef"] as JsonObject;
        string kind = role?.Text("kind") ?? "";
        string name = role?.Text("name") ?? "";
        return snapshot.Find(kind, request.Namespace, name) ?? throw new ApiStatusException(new ApiStatus(404, "NotFound",
            $"{(kind == "ClusterRole" ? "clusterroles" : "roles")}.{Group} \"{name}\" not found")
        {
            Details = new ApiStatusDetails { Name = name, Group = Group, Kind = kind == "ClusterRole" ? "clusterroles" : "roles" },
        });
    }

    private static IReadOnlyList<AccessRule> Written(JsonObject role)
    {
        using JsonDocument document = JsonDocument.Parse(JsonText.ToUtf8(role));
        return AccessRule.Of(document.RootElement);
    }

    private static string Show(AccessRule rule)
    {
        List<string> parts = new();
        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                parts.Add($"{name}:[{string.Join(" ", values.Select(StatusCause.Quote))}]");
            }
        }

        Add("APIGroups", rule.Groups);
        Add("Resources", rule.Resources);
        Add("ResourceNames", rule.Names);
        Add("NonResourceURLs", rule.Paths);
        Add("Verbs", rule.Verbs);
        return $"{{{string.Join(", ", parts)}}}";
    }
}
