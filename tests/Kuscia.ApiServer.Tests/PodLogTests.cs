using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Tests;

public sealed class PodLogTests
{
    private const string TwoContainers = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]}}""";

    [Fact]
    public async Task A_log_is_asked_from_its_source_with_all_options()
    {
        RecordingLogs source = new();
        await using TestServer server = await TestServer.StartAsync(source);
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/pods", TwoContainers);

        string text = await server.Admin.GetStringAsync(
            new Uri("/api/v1/namespaces/default/pods/p/log?container=b&tailLines=5&limitBytes=100&previous=true&timestamps=true&follow=true", UriKind.Relative));

        Assert.Equal("line one\nline two\n", text);
        Assert.Equal(new PodLogOptions { Container = "b", TailLines = 5, LimitBytes = 100, Previous = true, Timestamps = true, Follow = true }, source.Asked);
    }

    [Fact]
    public async Task A_pod_with_two_containers_needs_a_name_and_an_unknown_name_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync(new RecordingLogs());
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/pods", TwoContainers);

        (HttpStatusCode none, JsonObject choose) = await server.Admin.GetJsonAsync("/api/v1/namespaces/default/pods/p/log");
        (HttpStatusCode other, JsonObject wrong) = await server.Admin.GetJsonAsync("/api/v1/namespaces/default/pods/p/log?container=zz");

        Assert.Equal(HttpStatusCode.BadRequest, none);
        Assert.Equal("a container name must be specified for pod p, choose one of: [a b]", choose.Text("message"));
        Assert.Equal(HttpStatusCode.BadRequest, other);
        Assert.Equal("container zz is not valid for pod p", wrong.Text("message"));
    }

    private sealed class RecordingLogs : IPodLogSource
    {
        public PodLogOptions? Asked { get; private set; }

        public async Task<bool> CopyToAsync(ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken)
        {
            Asked = options;
            await destination.WriteAsync(Encoding.UTF8.GetBytes("line one\n"), cancellationToken);
            await destination.WriteAsync(Encoding.UTF8.GetBytes("line two\n"), cancellationToken);
            return true;
        }
    }
}
