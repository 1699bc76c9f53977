using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Server;

/// <summary>Questions about access and identity: POST of review objects, which are answered and not stored.</summary>
internal sealed class ReviewEndpoint(AccessReviews access, Authenticator authenticator, AnswerWriter answers, BodyReader bodies)
{
    /// <summary>Answers a review; false when the request is about something else.</summary>
    public async Task<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user, CancellationToken cancellationToken)
    {
        string? kind = (info.Group, info.Version, info.Resource) switch
        {
            ("authorization.k8s.io", "v1", "selfsubjectaccessreviews") => "SelfSubjectAccessReview",
            ("authorization.k8s.io", "v1", "selfsubjectrulesreviews") => "SelfSubjectRulesReview",
            ("authorization.k8s.io", "v1", "subjectaccessreviews") => "SubjectAccessReview",
            ("authorization.k8s.io", "v1", "localsubjectaccessreviews") => "LocalSubjectAccessReview",
            ("authentication.k8s.io", "v1", "tokenreviews") => "TokenReview",
            ("authentication.k8s.io", "v1", "selfsubjectreviews") => "SelfSubjectReview",
            _ => null,
        };
        if (kind is null)
        {
            return false;
        }

        if (info.IsMisplaced)
        {
            throw ApiErrors.NoSuchResource();
        }

        if (info.Verb != "create" || info.Name.Length > 0 || (kind == "LocalSubjectAccessReview" && info.Namespace is null))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        AnswerFormat format = answers.Format(context.Request) with { As = null };
        (JsonObject review, _) = await bodies.ObjectAsync(context, null, kind, cancellationToken);
        JsonObject spec = review["spec"] as JsonObject ?? [];
        JsonObject status = kind switch
        {
            "TokenReview" => await TokenAsync(spec, cancellationToken),
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = ToJson(user) },
            "SelfSubjectRulesReview" => await access.RulesAsync(user, spec.Text("namespace") ?? "default", cancellationToken),
            "SelfSubjectAccessReview" => await access.AskAsync(user, spec, needsUser: false, cancellationToken),
            "LocalSubjectAccessReview" => await access.AskAsync(AccessReviews.Subject(spec), AccessReviews.Within(info.Namespace, spec), needsUser: true, cancellationToken),
            _ => await access.AskAsync(AccessReviews.Subject(spec), spec, needsUser: true, cancellationToken),
        };
        await AnswerWriter.JsonAsync(context, 201, Answer(kind, info, review, spec, status), format);
        return true;
    }

    private async Task<JsonObject> TokenAsync(JsonObject spec, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> asked = spec.Texts("audiences");
        if (await authenticator.ReviewAsync(spec.Text("token") ?? "", asked.Count > 0 ? asked : ServiceAccountTokens.OwnAudiences, cancellationToken)
            is not (UserInfo user, IReadOnlyList<string> audiences))
        {
            return new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };
        }

        return new JsonObject
        {
            ["authenticated"] = true,
            ["user"] = ToJson(user),
            ["audiences"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]),
        };
    }

    private static JsonObject ToJson(UserInfo user)
    {
        JsonObject json = new() { ["username"] = user.Name };
        if (user.Uid is not null)
        {
            json["uid"] = user.Uid;
        }

        json["groups"] = new JsonArray([.. user.Groups.Select(g => (JsonNode)g)]);
        return json;
    }

    private static JsonObject Answer(string kind, RequestInfo info, JsonObject review, JsonObject spec, JsonObject status)
    {
        JsonObject meta = new();
        if (review.Meta().Text("namespace") is string @namespace)
        {
            meta["namespace"] = @namespace;
        }

        meta["creationTimestamp"] = null;
        JsonObject answer = new() { ["kind"] = kind, ["apiVersion"] = $"{info.Group}/{info.Version}", ["metadata"] = meta };
        if (kind != "SelfSubjectReview")
        {
            answer["spec"] = kind == "SelfSubjectRulesReview" ? new JsonObject() : spec.DeepClone();
        }

        answer["status"] = status;
        return answer;
    }
}
