using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Kuscia.Client.SignIn;

/// <summary>Adds to each request what proves who asks.</summary>
internal sealed class SignInHandler(KubeConnection connection, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? given = connection.Exec is { } plugin ? await plugin.TokenAsync(cancellationToken) : null;
        Sign(request, given);
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            // The next request asks the program again.
            connection.Exec?.Forget(given);
        }

        return answer;
    }

    private void Sign(HttpRequestMessage request, string? given)
    {
        if (connection.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token().Trim());
        }
        else if (given is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", given);
        }
        else if (connection.Basic is { } basic)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}")));
        }

        if (connection.ActsAs is not { } other)
        {
            return;
        }

        request.Headers.Add("Impersonate-User", other.User);
        if (other.Uid is not null)
        {
            request.Headers.Add("Impersonate-Uid", other.Uid);
        }

        if (other.Group is not null)
        {
            request.Headers.Add("Impersonate-Group", other.Group);
        }
    }
}
