using System.Net;
using Kuscia.Client.Resources;
using Kuscia.Client.SignIn;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeFate.Tests.Replay;

/// <summary>Stands before an API server: it can go away in the middle of something, answers for the logs of containers that do not run, and is a chart repository besides.</summary>
internal sealed class ApiFront : IAsyncDisposable
{
    private readonly HttpClient _server;
    private int _writesLeft = int.MaxValue;
    private int _writesToHold = int.MaxValue;
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebListener _listener = null!;

    private ApiFront(HttpClient server) => _server = server;

    /// <summary>Starts it and writes a kubeconfig that leads to it.</summary>
    public static async Task<ApiFront> StartAsync(string kubeconfig, string ownKubeconfig)
    {
        KubeConnection config = KubeConfig.Find(kubeconfig, null, static _ => null, TimeProvider.System);
        ApiFront front = new(new HttpClient(config.CreateHandler()) { BaseAddress = new Uri(config.Server) });
        front._listener = await WebListener.StartAsync(
            new WebListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), ListenerLimits.Small("front")), front.AnswerAsync, NullLoggerFactory.Instance, CancellationToken.None);
        await File.WriteAllTextAsync(ownKubeconfig, $$$"""
            apiVersion: v1
            kind: Config
            current-context: front
            contexts: [{name: front, context: {cluster: front, user: nobody}}]
            clusters: [{name: front, cluster: {server: "{{{front._listener.Address}}}"}}]
            users: [{name: nobody, user: {}}]
            """);
        return front;
    }

    /// <summary>Lets so many more writes pass, and is away from then on.</summary>
    public void LeaveAfter(int writes) => _writesLeft = writes;

    /// <summary>Lets so many more writes pass and holds what comes then.</summary>
    /// <returns>Ends when one is held.</returns>
    public Task HoldAfter(int writes)
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writesToHold = writes;
        return _held.Task;
    }

    /// <summary>Is there again, and holds nothing.</summary>
    public void Return()
    {
        _writesLeft = int.MaxValue;
        _writesToHold = int.MaxValue;
        _free.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _server.Dispose();
    }

    /// <summary>What the API server's proxy of the service kube-fate/kubefate leads to; null for the API server itself.</summary>
    public HttpClient? Service { get; set; }

    /// <summary>Where it listens.</summary>
    public string Address => _listener.Address;

    /// <summary>A chart repository on the same port: it offers remote-demo 1.0.0.</summary>
    public string Repository => _listener.Address + "/charts";

    private static Task ChartAsync(HttpContext context, string file) => file == "index.yaml"
        ? context.Response.WriteAsync("apiVersion: v1\nentries:\n  remote-demo:\n  - {name: remote-demo, version: 1.0.0, urls: [remote-demo-1.0.0.tgz]}\n")
        : context.Response.SendFileAsync(Path.Combine(Scenarios.Folder, "charts", Path.GetFileName(file)));

    private async Task AnswerAsync(HttpContext context)
    {
        HttpRequest asked = context.Request;
        if (asked.Path.Value!.Split("/services/kubefate:8080/proxy") is [_, string rest] && Service is { } service)
        {
            await ForwardAsync(context, service, rest + asked.QueryString);
            return;
        }

        // A question about rights changes nothing.
        bool writes = !HttpMethods.IsGet(asked.Method) && !asked.Path.Value.Contains("authorization.k8s.io", StringComparison.Ordinal);
        if (_writesLeft <= 0 || (writes && Interlocked.Decrement(ref _writesLeft) < 0))
        {
            context.Abort();
            return;
        }

        if (writes && Interlocked.Decrement(ref _writesToHold) < 0)
        {
            _held.TrySetResult();
            await _free.Task.WaitAsync(context.RequestAborted);
        }

        if (asked.Path.StartsWithSegments("/charts", StringComparison.Ordinal, out PathString file))
        {
            await ChartAsync(context, file.Value!.TrimStart('/'));
            return;
        }

        if (asked.Path.Value!.EndsWith("/log", StringComparison.Ordinal))
        {
            await PodLogs.AnswerAsync(context);
            return;
        }

        await ForwardAsync(context, _server, asked.Path + asked.QueryString);
    }

    // What signs a caller in to the Kubernetes API does not go on to what is behind it.
    private static async Task ForwardAsync(HttpContext context, HttpClient target, string path)
    {
        HttpRequest asked = context.Request;
        using HttpRequestMessage request = new(new HttpMethod(asked.Method), path);
        if (!HttpMethods.IsGet(asked.Method))
        {
            request.Content = new StreamContent(asked.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", asked.ContentType ?? "application/json");
        }

        request.Headers.TryAddWithoutValidation("Cookie", asked.Headers.Cookie.ToString());
        using HttpResponseMessage answer = await target.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
