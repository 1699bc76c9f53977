using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Objects;
using Kuscia.Storage.Log;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Server;

/// <summary>Paths that are about no stored object: health, version, metrics, and the documents of the other parts.</summary>
internal sealed class ServerDocuments(IReadOnlyList<IDocumentEndpoint> documents, ResourceStore store, RequestGate gate, AnswerWriter answers, Func<string?> leader)
{
    private static readonly string[] Checks = ["ping", "etcd"];
    private static readonly string Platform = $"linux/{(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64")}";

    /// <summary>Answers a request, or says that nothing is served there.</summary>
    public async Task HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string path = (context.Request.Path.Value ?? "/").TrimEnd('/');
        if (context.Request.Method is "GET" && await TryOwnAsync(context, path, cancellationToken))
        {
            return;
        }

        foreach (IDocumentEndpoint document in documents)
        {
            if (await document.TryHandleAsync(context, cancellationToken))
            {
                return;
            }
        }

        await NotFoundAsync(context, cancellationToken);
    }

    /// <summary>The answer on a path where nothing is served.</summary>
    public static Task NotFoundAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.StatusCode = 404;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync("404 page not found\n", cancellationToken);
    }

    private async Task<bool> TryOwnAsync(HttpContext context, string path, CancellationToken cancellationToken)
    {
        switch (path)
        {
            case "/readyz" or "/livez" or "/healthz" or "/readyz/ping" or "/livez/ping" or "/healthz/ping" or "/readyz/etcd" or "/livez/etcd" or "/healthz/etcd":
                string[] parts = path[1..].Split('/');
                await HealthAsync(context, parts[0], parts.Length > 1 ? parts[1] : "", cancellationToken);
                return true;
            case "/version":
                await AnswerWriter.JsonAsync(context, 200, Version(), answers.Format(context.Request) with { As = null });
                return true;
            case "/metrics":
                await TextAsync(context, 200, Metrics(), cancellationToken, "text/plain; version=0.0.4; charset=utf-8");
                return true;
            default:
                return false;
        }
    }

    // Ready means that the store answers and takes writes; it carries the name by which scripts ask for it.
    private async Task HealthAsync(HttpContext context, string name, string check, CancellationToken cancellationToken)
    {
        string? fault = await StoreFaultAsync(cancellationToken);
        bool good = fault is null;
        string[] excluded = [.. context.Request.Query["exclude"].OfType<string>()];
        bool passed = good || excluded.Contains("etcd") || check == "ping";
        if (passed && !context.Request.Query.ContainsKey("verbose"))
        {
            await TextAsync(context, 200, "ok", cancellationToken);
            return;
        }

        StringBuilder text = new();
        foreach (string one in Checks.Where(c => check.Length == 0 || c == check))
        {
            bool fine = one == "ping" || good;
            text.Append(excluded.Contains(one) ? $"[+]{one} excluded: ok\n" : fine ? $"[+]{one} ok\n" : $"[-]{one} failed: {fault}\n");
        }

        // Not a check: an instance that does not lead is as ready as the one that does.
        if (check.Length == 0 && leader() is { } leads)
        {
            text.Append(CultureInfo.InvariantCulture, $"[+]leader ok: {leads}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name} check {(passed ? "passed" : "failed")}\n");
        await TextAsync(context, passed ? 200 : 500, text.ToString(), cancellationToken);
    }

    private async Task<string?> StoreFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            bool answers = await store.Log.GetAsync("/registry/health", cancellationToken) is not null;
            return store.Log.Fault is { } fault ? $"the store takes no writes since {fault.Since:O}: {fault.Message}" : answers ? null : "the store does not answer";
        }
        catch (StoreException fault)
        {
            return fault.Message;
        }
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "32",
        ["gitVersion"] = $"v1.32.0+kuscia{typeof(ServerDocuments).Assembly.GetName().Version?.ToString(3)}",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = Platform,
    };

    private string Metrics()
    {
        StringBuilder text = new();
        void Gauge(string name, string help, long value) =>
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
        (int shorts, int longs) = gate.InFlight;
        Gauge("kuscia_apiserver_requests_inflight", "Requests in work.", shorts);
        Gauge("kuscia_apiserver_watches", "Open watches and followed logs.", longs);
        Gauge("kuscia_storage_writable", "1 while the store takes writes, 0 after a fault.", store.Log.Fault is null ? 1 : 0);
        Gauge("kuscia_storage_revision", "Newest revision of the store.", store.Log.CurrentRevision);
        Gauge("kuscia_storage_compacted_revision", "Revision up to which history is compacted.", store.Log.CompactedRevision);
        Gauge("process_resident_memory_bytes", "Resident memory of the process.", Environment.WorkingSet);
        return text.ToString();
    }

    private static async Task TextAsync(HttpContext context, int code, string text, CancellationToken cancellationToken, string type = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(text, cancellationToken);
    }
}
