using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>Without an ingress the command line reaches the service through the Kubernetes API.</summary>
public sealed class KubernetesWayTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task Commands_go_through_the_proxy_of_the_API_server()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        using HttpClient service = new() { BaseAddress = new Uri($"http://127.0.0.1:{guide.Service.Port}") };
        world.Front.Service = service;
        await guide.WriteAsync("config.yaml", $"serviceurl: kube://kube-fate/kubefate:8080\nkube:\n  config: {world.Kubeconfig}\n");

        string version = await guide.RunAsync("version");
        await guide.RunAsync($"chart upload -f {Path.Combine(Scenarios.Folder, "charts", "demo-1.0.0.tgz")}");
        string charts = await guide.RunAsync("chart ls");
        world.Front.Service = null;

        Assert.Contains("* kubefate service version=v1.4.5", version, StringComparison.Ordinal);
        Assert.Contains("demo", charts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_server_without_the_service_is_named_as_the_hop_that_fails()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await guide.WriteAsync("config.yaml", $"serviceurl: kube://kube-fate/kubefate:8080\nkube:\n  config: {world.Kubeconfig}\n");

        (int exit, string output) = await guide.TryAsync("chart ls");

        Assert.Equal(1, exit);
        Assert.Contains("the way to the service ends at the Kubernetes API 127.0.0.1:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kube://kubefate")]
    [InlineData("kube:///kubefate:8080")]
    public async Task An_address_that_is_not_complete_is_refused_with_an_example(string address)
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await guide.WriteAsync("config.yaml", $"serviceurl: {address}\n");

        (int exit, string output) = await guide.TryAsync("chart ls");

        Assert.Equal(1, exit);
        Assert.Contains("for example kube://kube-fate/kubefate:8080", output, StringComparison.Ordinal);
    }
}
