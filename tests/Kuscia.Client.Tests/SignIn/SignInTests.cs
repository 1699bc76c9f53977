using System.Net;
using System.Text.Json.Nodes;
using Kuscia.Client.SignIn;
using Kuscia.Hosting.Listeners;
using Kuscia.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Client.Tests.SignIn;

/// <summary>What a kubeconfig says about the user, seen by the server that is asked.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-kube-").FullName;
    private readonly List<string> _seen = [];
    private readonly ManualTime _time = new();
    private WebListener _server = null!; // set by InitializeAsync
    private HttpStatusCode _status = HttpStatusCode.OK;

    public async Task InitializeAsync() => _server = await WebListener.StartAsync(
        new WebListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), ListenerLimits.Small("test")),
        context =>
        {
            _seen.Add($"{context.Request.Headers.Authorization} {context.Request.Headers["Impersonate-User"]} {context.Request.Headers["Impersonate-Group"]}".Trim());
            context.Response.StatusCode = (int)_status;
            return Task.CompletedTask;
        },
        NullLoggerFactory.Instance, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("token: abc", "Bearer abc")]
    [InlineData("token: old, tokenFile: token", "Bearer from-the-file")]
    [InlineData("username: me, password: pw", "Basic bWU6cHc=")]
    [InlineData("token: abc, as: other, as-groups: [a]", "Bearer abc other a")]
    public async Task User_is_proved(string user, string seen)
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "from-the-file\n");

        await AskAsync(user);

        Assert.Equal([seen], _seen);
    }

    [Fact]
    public async Task Token_file_is_read_for_each_request()
    {
        string file = Path.Combine(_folder, "token");
        File.WriteAllText(file, "one");
        using HttpMessageInvoker client = Client("tokenFile: token");

        await GetAsync(client);
        File.WriteAllText(file, "two");
        await GetAsync(client);

        Assert.Equal(["Bearer one", "Bearer two"], _seen);
    }

    [Fact]
    public async Task Program_is_told_what_kubectl_tells_it_and_its_token_is_used_until_it_ends()
    {
        Program("""
            echo "$KUBERNETES_EXEC_INFO" >> told
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'$1-$COLOR-$(wc -l < told)'","expirationTimestamp":"2026-01-01T01:00:00Z"}}'
            """);
        using HttpMessageInvoker client = Client(Exec("args: [first], env: [{name: COLOR, value: red}], interactiveMode: IfAvailable, provideClusterInfo: true"));

        await GetAsync(client);
        await GetAsync(client);
        _time.Advance(TimeSpan.FromHours(2));
        await GetAsync(client);

        Assert.Equal(["Bearer first-red-1", "Bearer first-red-1", "Bearer first-red-2"], _seen);
        JsonNode told = JsonNode.Parse(File.ReadLines(Path.Combine(_folder, "told")).First())!;
        Assert.Equal("ExecCredential", told["kind"]!.ToString());
        Assert.Equal(Server, told["spec"]!["cluster"]!["server"]!.ToString());
        Assert.False(told["spec"]!["interactive"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Refused_token_is_asked_for_again()
    {
        Program("""
            echo x >> calls
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t'$(wc -l < calls)'"}}'
            """);
        using HttpMessageInvoker client = Client(Exec("interactiveMode: Never"));

        _status = HttpStatusCode.Unauthorized;
        await GetAsync(client);
        _status = HttpStatusCode.OK;
        await GetAsync(client);

        Assert.Equal(["Bearer t1", "Bearer t2"], _seen);
    }

    [Theory]
    [InlineData("exit 3", "sign-in failed with exit code 3")]
    [InlineData("echo hunter2", "sign-in gave no JSON")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"hunter2"}}'""", "gave no ExecCredential of client.authentication.k8s.io/v1")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"hunter2"}}'""", "neither a token nor a certificate with its key")]
    [InlineData("""echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"hunter2","expirationTimestamp":"soon"}}'""", "expirationTimestamp soon, which is no time")]
    public async Task Program_that_fails_is_named_and_what_it_printed_is_not_shown(string script, string expected)
    {
        Program(script);

        KubeConfigException failure = await Assert.ThrowsAsync<KubeConfigException>(() => AskAsync(Exec("interactiveMode: Never")));

        Assert.Contains(expected, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_is_not_there_is_named_with_the_hint_of_the_file()
    {
        KubeConfigException failure = await Assert.ThrowsAsync<KubeConfigException>(() => AskAsync(
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-program, interactiveMode: Never, installHint: Get it from the platform team}"));

        Assert.StartsWith("getting credentials: exec: no-such-program cannot be run", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Get it from the platform team", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec: {command: x}", "has apiVersion \"\"")]
    [InlineData("exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "client.authentication.k8s.io/v1 and")]
    [InlineData("exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always}", "there is no terminal")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", "has no command")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider")]
    [InlineData("token: abc, as: other, as-groups: [a, b]", "acts in 2 groups")]
    public void Sign_in_that_cannot_be_used_is_named(string user, string expected) =>
        Assert.Contains(expected, Assert.Throws<KubeConfigException>(() => Client(user)).Message, StringComparison.Ordinal);

    private string Server => $"http://127.0.0.1:{_server.EndPoint.Port}";

    private static string Exec(string more) => $"exec: {{apiVersion: client.authentication.k8s.io/v1, command: ./sign-in, {more}}}";

    private void Program(string script)
    {
        string path = Path.Combine(_folder, "sign-in");
        File.WriteAllText(path, $"#!/bin/sh\ncd {_folder}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private HttpMessageInvoker Client(string user)
    {
        string path = Path.Combine(_folder, "config");
        File.WriteAllText(path, $$$"""
            current-context: x
            contexts: [{name: x, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: '{{{Server}}}'}}]
            users: [{name: u, user: {{{{user}}}}}]
            """);
        return new HttpMessageInvoker(KubeConfig.Find(path, null, static _ => null, _time).CreateHandler());
    }

    private async Task AskAsync(string user)
    {
        using HttpMessageInvoker client = Client(user);
        await GetAsync(client);
    }

    private async Task GetAsync(HttpMessageInvoker client)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Server);
        using HttpResponseMessage answer = await client.SendAsync(request, CancellationToken.None);
    }
}
