using Kuscia.Model.Resources;
using Kuscia.Node.Commands;

namespace Kuscia.Node.Tests;

public class RouteCommandTests
{
    [Theory]
    [InlineData("https://10.0.0.2:11080", "10.0.0.2", 11080, true, "/")]
    [InlineData("http://bob.example", "bob.example", 80, false, "/")]
    [InlineData("https://bob.example/path/kuscia", "bob.example", 443, true, "/path/kuscia")]
    [InlineData("10.0.0.2:1080", "10.0.0.2", 1080, false, "/")]
    public void Endpoint_is_split(string text, string host, int port, bool tls, string prefix)
    {
        RouteEndpoint endpoint = RouteCommand.ParseEndpoint(text);

        RoutePort only = Assert.Single(endpoint.Ports ?? []);
        Assert.Equal((host, port, tls, prefix), (endpoint.Host, only.Port, only.IsTLS, only.PathPrefix));
    }

    [Theory]
    [InlineData("https://")]
    [InlineData("https://bob:port")]
    [InlineData("https://bob:70000")]
    [InlineData("ftp://bob")]
    public void Bad_endpoint_names_the_argument_and_shows_an_example(string text)
    {
        CommandException failure = Assert.Throws<CommandException>(() => RouteCommand.ParseEndpoint(text));

        Assert.Contains("HOST_ENDPOINT", failure.Message, StringComparison.Ordinal);
    }
}
