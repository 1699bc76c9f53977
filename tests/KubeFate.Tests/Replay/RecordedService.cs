using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeFate.Tests.Replay;

/// <summary>Answers a command as the original service answered it, and remembers what was asked.</summary>
internal sealed class RecordedService : IAsyncDisposable
{
    private readonly List<JsonObject> _recorded;
    private readonly List<string> _asked = [];

    private WebListener _listener = null!;

    private RecordedService(List<JsonObject> recorded) => _recorded = recorded;

    /// <summary>Host and port.</summary>
    public string Address => _listener.EndPoint.ToString();

    /// <summary>The requests as they came, one text each.</summary>
    public IReadOnlyList<string> Asked => _asked;

    /// <summary>The requests as they were recorded, without those that were only redirected.</summary>
    public IReadOnlyList<string> Wanted => [.. _recorded.Select(request => Describe(
        request["method"]!.ToString(), Filler.Fill(request["path"]!.ToString()), request["headers"]!["User-Agent"]?.ToString(), Filler.Fill(request["headers"]!["Authorization"]?.ToString() ?? ""),
        request["headers"]!["Content-Type"]?.ToString().Split(';')[0], Filler.Fill(request["body"]!.ToString())))];

    public static async Task<RecordedService> StartAsync(JsonArray requests)
    {
        RecordedService service = new([.. requests.OfType<JsonObject>().Where(request => request["status"]!.GetValue<int>() is not (301 or 307))]);
        service._listener = await WebListener.StartAsync(
            new WebListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), ListenerLimits.Small("recorded service")), service.AnswerAsync, NullLoggerFactory.Instance, CancellationToken.None);
        return service;
    }

    public async ValueTask DisposeAsync() => await _listener.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync();
        HttpRequest request = context.Request;
        string? type = request.ContentType?.Split(';')[0];
        int number = _asked.Count;
        _asked.Add(Describe(request.Method, request.Path + request.QueryString, request.Headers.UserAgent, request.Headers.Authorization.ToString(), type, type == "multipart/form-data" ? "{{multipart}}" : body));
        if (number < _recorded.Count)
        {
            context.Response.StatusCode = _recorded[number]["status"]!.GetValue<int>();
            await context.Response.WriteAsync(Filler.Fill(_recorded[number]["answer"]!.ToString()));
        }
    }

    // The original asks for the other form of some paths first and is redirected; its agent has the name of its library where it uploads.
    private static string Describe(string method, string path, string? agent, string authorization, string? type, string body) =>
        $"{method} {path.Replace("/?", "?", StringComparison.Ordinal).TrimEnd('/')} {agent?.Replace("Go-http-client/1.1", "kubefate", StringComparison.Ordinal)} {authorization} {type} {body}";
}
