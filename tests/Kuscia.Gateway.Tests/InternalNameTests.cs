using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>Whoever reaches the internal listener speaks as this domain: a page in a browser on the machine must not.</summary>
public sealed class InternalNameTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Theory]
    [InlineData("evil.example", "404")]
    [InlineData("evil.example:80", "404")]
    [InlineData("10.1.2.3", "404")]
    [InlineData("bob.svc.evil.example", "404")]
    [InlineData("NAME.bob.svc", "200")]
    [InlineData("NAME.bob.svc:80", "200")]
    [InlineData("nothing.bob.svc", "404")]
    [InlineData("nothing", "404")]
    [InlineData("127.0.0.1", "404")]
    [InlineData("localhost:13081", "404")]
    [InlineData("[::1]", "404")]
    [InlineData("alice-host", "404")]
    public async Task Only_documented_names_are_answered(string host, string status)
    {
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        string name = await PublishAsync(service);

        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync($"Host: {host.Replace("NAME", name, StringComparison.Ordinal)}\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_says_which_names_are_answered() =>
        Assert.Contains(
            "the internal listener answers SERVICE.DOMAIN.svc, names of own services and the addresses of this node, not \"evil.example\"",
            await AskAsync("Host: evil.example\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Origin: http://evil.example\r\n", "403")]
    [InlineData("Origin: null\r\n", "403")]
    [InlineData("Sec-Fetch-Site: cross-site\r\n", "403")]
    [InlineData("Sec-Fetch-Site: same-site\r\n", "403")]
    [InlineData("Sec-Fetch-Site: same-origin\r\n", "200")]
    [InlineData("Sec-Fetch-Site: none\r\n", "200")]
    [InlineData("Origin: http://NAME.bob.svc\r\n", "200")]
    public async Task Requests_of_foreign_pages_are_refused(string header, string status)
    {
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        string name = await PublishAsync(service);

        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync($"Host: {name}.bob.svc\r\n{header.Replace("NAME", name, StringComparison.Ordinal)}"), StringComparison.Ordinal);
    }

    private async Task<string> PublishAsync(TestService service)
    {
        string name = $"s{Guid.NewGuid():N}";
        await shared.Pair.Bob.PublishAsync(name, service.Port);
        return name;
    }

    private async Task<string> AskAsync(string headers)
    {
        using RawConnection application = await RawConnection.OpenAsync(shared.Pair.Alice.Internal);
        await application.WriteAsync($"GET / HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
        return await application.ReadToEndAsync();
    }
}
