using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;

namespace Kuscia.ApiServer.Access;

/// <summary>Answers the questions of access reviews.</summary>
internal sealed class AccessReviews(RbacAuthorizer rules)
{
    /// <summary>The status of an access review.</summary>
    public async Task<JsonObject> AskAsync(UserInfo user, JsonObject spec, bool needsUser, CancellationToken cancellationToken)
    {
        Check(spec, needsUser);
        AccessAnswer answer = await rules.AskAsync(user, Question(spec), cancellationToken);
        JsonObject status = new() { ["allowed"] = answer.Allowed };
        if (answer.Reason is not null)
        {
            status["reason"] = answer.Reason;
        }

        return status;
    }

    /// <summary>The status of a rules review.</summary>
    public async Task<JsonObject> RulesAsync(UserInfo user, string @namespace, CancellationToken cancellationToken)
    {
        RbacSnapshot snapshot = await rules.SnapshotAsync(cancellationToken);
        IReadOnlyList<AccessRule> held = snapshot.RulesOf(user, @namespace);
        IEnumerable<JsonNode> resources = held.Where(r => r.Resources.Count > 0).Select(r =>
        {
            JsonObject json = new() { ["verbs"] = Texts(r.Verbs), ["apiGroups"] = Texts(r.Groups), ["resources"] = Texts(r.Resources) };
            if (r.Names.Count > 0)
            {
                json["resourceNames"] = Texts(r.Names);
            }

            return (JsonNode)json;
        });
        IEnumerable<JsonNode> paths = held.Where(r => r.Paths.Count > 0).Select(r => (JsonNode)new JsonObject { ["verbs"] = Texts(r.Verbs), ["nonResourceURLs"] = Texts(r.Paths) });
        return new JsonObject { ["resourceRules"] = new JsonArray([.. resources]), ["nonResourceRules"] = new JsonArray([.. paths]), ["incomplete"] = false };
    }

    /// <summary>The user whom a review is about.</summary>
    public static UserInfo Subject(JsonObject spec) => new(spec.Text("user") ?? "", spec.Texts("groups"), spec.Text("uid"));

    /// <summary>The spec of a review that may be about one namespace alone; throws Invalid for another.</summary>
    public static JsonObject Within(string? @namespace, JsonObject spec)
    {
        string asked = (spec["resourceAttributes"] as JsonObject)?.Text("namespace") ?? "";
        return asked == @namespace
            ? spec
            : throw ApiErrors.Invalid("authorization.k8s.io", "LocalSubjectAccessReview", "",
                [StatusCause.Invalid("spec.resourceAttributes.namespace", StatusCause.Quote(asked), "must match metadata.namespace")]);
    }

    private static void Check(JsonObject spec, bool needsUser)
    {
        List<StatusCause> causes = new();
        if (spec["resourceAttributes"] is JsonObject == spec["nonResourceAttributes"] is JsonObject)
        {
            causes.Add(StatusCause.Invalid("spec.resourceAttributes", "\"null\"", "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (needsUser && spec.Text("user") is null && spec.Texts("groups").Count == 0)
        {
            causes.Add(StatusCause.Invalid("spec.user", "\"\"", "at least one of user or group must be specified"));
        }

        if (causes.Count > 0)
        {
            throw ApiErrors.Invalid("authorization.k8s.io", "", "", causes);
        }
    }

    private static AccessQuestion Question(JsonObject spec)
    {
        if (spec["nonResourceAttributes"] is JsonObject path)
        {
            return new AccessQuestion(path.Text("verb") ?? "") { Path = path.Text("path") ?? "" };
        }

        JsonObject resource = spec["resourceAttributes"] as JsonObject ?? [];
        return new AccessQuestion(resource.Text("verb") ?? "")
        {
            Group = resource.Text("group") ?? "",
            Resource = resource.Text("resource") ?? "",
            Subresource = resource.Text("subresource"),
            Namespace = resource.Text("namespace"),
            Name = resource.Text("name") ?? "",
        };
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(t => (JsonNode)t)]);
}
