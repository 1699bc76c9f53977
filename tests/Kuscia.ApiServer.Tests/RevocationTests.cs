using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Tests;

/// <summary>Revoking means now: open watches and followed logs end with the right to them.</summary>
public sealed class RevocationTests
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string Domains = "/apis/kuscia.secretflow/v1alpha1/domains";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("DELETE", Rbac + "/namespaces/bob/rolebindings/r", null)]
    [InlineData("DELETE", Rbac + "/namespaces/bob/roles/r", null)]
    [InlineData("PUT", Rbac + "/namespaces/bob/roles/r", """{"metadata":{"name":"r"},"rules":[]}""")]
    [InlineData("DELETE", "/api/v1/namespaces/bob/serviceaccounts/bob", null)]
    [InlineData("DELETE", Domains + "/bob", null)]
    public async Task A_watch_ends_with_what_gave_the_right_to_it(string method, string path, string? body)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient bob = server.WithToken(await AccountAsync(server));
        using HttpResponseMessage watch = await bob.GetAsync(new Uri("/api/v1/namespaces/bob/configmaps?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using Stream lines = await watch.Content.ReadAsStreamAsync();

        await server.Admin.SendJsonAsync(method, path, body);

        Assert.Equal(HttpStatusCode.OK, watch.StatusCode);
        Assert.Equal(0, await lines.ReadAsync(new byte[100]).AsTask().WaitAsync(Deadline));
        Assert.NotEqual(HttpStatusCode.OK, (await bob.GetJsonAsync("/api/v1/namespaces/bob/configmaps")).Status);
    }

    [Fact]
    public async Task A_watch_goes_on_when_other_rights_change()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient bob = server.WithToken(await AccountAsync(server));
        using HttpResponseMessage watch = await bob.GetAsync(new Uri("/api/v1/namespaces/bob/configmaps?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using StreamReader lines = new(await watch.Content.ReadAsStreamAsync());

        await server.Admin.SendJsonAsync("POST", Rbac + "/namespaces/default/roles", """{"metadata":{"name":"x"},"rules":[]}""");
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/bob/configmaps", """{"metadata":{"name":"m"}}""");

        Assert.Contains("ADDED", await lines.ReadLineAsync().WaitAsync(Deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_followed_log_ends_with_the_right_to_it()
    {
        await using TestServer server = await TestServer.StartAsync(new EndlessLogs());
        using HttpClient bob = server.WithToken(await AccountAsync(server));
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/bob/pods", """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        using HttpResponseMessage log = await bob.GetAsync(new Uri("/api/v1/namespaces/bob/pods/p/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using StreamReader lines = new(await log.Content.ReadAsStreamAsync());
        Assert.Equal("a line", await lines.ReadLineAsync());

        await server.Admin.SendJsonAsync("DELETE", Rbac + "/namespaces/bob/rolebindings/r");

        Assert.Null(await lines.ReadLineAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task The_account_of_a_Domain_is_not_believed_once_the_Domain_is_gone()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient bob = server.WithToken(await AccountAsync(server));
        Assert.Equal(HttpStatusCode.OK, (await bob.GetJsonAsync("/api")).Status);

        await server.Admin.SendJsonAsync("DELETE", Domains + "/bob");

        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetJsonAsync("/api")).Status);
    }

    // The same objects that the domain controller makes for a partner.
    private static async Task<string> AccountAsync(TestServer server)
    {
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"bob"}}""");
        (_, JsonObject domain) = await server.Admin.SendJsonAsync("POST", Domains, """{"metadata":{"name":"bob"},"spec":{"role":"partner","cert":"YQ=="}}""");
        string owner = $$"""[{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"Domain","name":"bob","uid":"{{domain.Meta().Text("uid")}}"}]""";
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/bob/serviceaccounts", $$$"""{"metadata":{"name":"bob","ownerReferences":{{{owner}}}}}""");
        await server.Admin.SendJsonAsync("POST", Rbac + "/namespaces/bob/roles",
            """{"metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["configmaps","pods/log"],"verbs":["get","list","watch"]}]}""");
        await server.Admin.SendJsonAsync("POST", Rbac + "/namespaces/bob/rolebindings",
            """{"metadata":{"name":"r"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"bob","namespace":"bob"}]}""");
        (_, JsonObject token) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/bob/serviceaccounts/bob/token", "{}");
        return token["status"]!["token"]!.GetValue<string>();
    }

    private sealed class EndlessLogs : IPodLogSource
    {
        public async Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken)
        {
            await destination.WriteAsync("a line\n"u8.ToArray(), cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return true;
        }
    }
}
