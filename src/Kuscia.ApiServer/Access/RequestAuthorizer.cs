using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Access;

/// <summary>Refuses requests that the caller may not make; also lets those who may act as somebody else.</summary>
internal sealed class RequestAuthorizer(RbacAuthorizer rules)
{
    /// <summary>Throws Forbidden unless the caller may do it.</summary>
    public async Task EnsureAllowedAsync(RequestInfo info, UserInfo user, CancellationToken cancellationToken)
    {
        AccessQuestion question = new(info.Verb)
        {
            Group = info.Group,
            Resource = info.Resource,
            Subresource = info.Subresource,
            Namespace = info.Namespace,
            Name = info.Name,
            Path = info.IsResource ? null : info.Path,
        };
        if (!(await rules.AskAsync(user, question, cancellationToken)).Allowed)
        {
            throw Forbidden(user, question);
        }
    }

    /// <summary>The user to act as: the caller, or whom the Impersonate headers name. Throws Forbidden when the caller may not impersonate.</summary>
    public async Task<UserInfo> ImpersonateAsync(HttpRequest request, UserInfo user, CancellationToken cancellationToken)
    {
        string name = request.Headers["Impersonate-User"].ToString();
        string[] groups = [.. request.Headers["Impersonate-Group"].OfType<string>()];
        if (name.Length == 0)
        {
            return groups.Length == 0 ? user : throw ApiErrors.BadRequest("Impersonate-Group needs Impersonate-User");
        }

        await EnsureMayImpersonateAsync(user, "users", name, cancellationToken);
        foreach (string group in groups)
        {
            await EnsureMayImpersonateAsync(user, "groups", group, cancellationToken);
        }

        return new UserInfo(name, [.. groups, UserInfo.AuthenticatedGroup]);
    }

    /// <summary>The refusal of a question.</summary>
    public static ApiStatusException Forbidden(UserInfo user, AccessQuestion question)
    {
        if (question.Path is string path)
        {
            return new ApiStatusException(new ApiStatus(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {question.Verb} path \"{path}\"")
            {
                Details = new ApiStatusDetails(),
            });
        }

        string qualified = question.Group.Length == 0 ? question.Resource : $"{question.Resource}.{question.Group}";
        string scope = string.IsNullOrEmpty(question.Namespace) ? "at the cluster scope" : $"in the namespace \"{question.Namespace}\"";
        string named = question.Name.Length == 0 ? qualified : $"{qualified} \"{question.Name}\"";
        return new ApiStatusException(new ApiStatus(403, "Forbidden",
            $"{named} is forbidden: User \"{user.Name}\" cannot {question.Verb} resource \"{question.QualifiedResource}\" in API group \"{question.Group}\" {scope}")
        {
            Details = new ApiStatusDetails { Name = question.Name, Group = question.Group, Kind = question.Resource },
        });
    }

    private async Task EnsureMayImpersonateAsync(UserInfo user, string resource, string name, CancellationToken cancellationToken)
    {
        AccessQuestion question = new("impersonate") { Resource = resource, Name = name };
        if (!(await rules.AskAsync(user, question, cancellationToken)).Allowed)
        {
            throw Forbidden(user, question);
        }
    }
}
