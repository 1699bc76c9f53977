using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Helm.Tests.Commands;

/// <summary>A chart repository on loopback: an index and the archives put into it.</summary>
internal sealed class ChartServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _redirections = new(StringComparer.Ordinal);
    private readonly List<string> _accounts = [];
    private readonly StringBuilder _index = new("apiVersion: v1\nentries:\n");

    private ChartServer(WebApplication app) => this._app = app;

    public string Address { get; private set; } = "";

    /// <summary>How the index is written; its byte order mark comes first.</summary>
    public Encoding IndexEncoding { get; set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Starts a server on loopback, or one that is reached by the name of the machine.</summary>
    public static async Task<ChartServer> StartAsync(string host = "127.0.0.1")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(host == "127.0.0.1" ? "http://127.0.0.1:0" : "http://0.0.0.0:0");
        WebApplication app = builder.Build();
        ChartServer server = new(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        server.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("0.0.0.0", host) + "/charts";
        return server;
    }

    /// <summary>Offers the versions of one chart.</summary>
    public void Offer(string name, params (string Version, byte[] Archive)[] versions)
    {
        _index.Append("  ").Append(name).Append(":\n");
        foreach ((string version, byte[] archive) in versions)
        {
            string file = $"{name}-{version}.tgz";
            _files["/charts/" + file] = archive;
            string digest = Convert.ToHexStringLower(SHA256.HashData(archive));
            _index.Append("  - {name: ").Append(name).Append(", version: ").Append(version).Append(", urls: [").Append(file).Append("], digest: ").Append(digest).Append("}\n");
        }
    }

    /// <summary>Offers a chart whose archive is somewhere else; the index tells no digest unless one is given.</summary>
    public void OfferAt(string name, string version, string url, string digest = "") =>
        _index.Append("  ").Append(name).Append(":\n  - {name: ").Append(name).Append(", version: ").Append(version)
            .Append(", urls: ['").Append(url).Append("'], digest: '").Append(digest).Append("'}\n");

    /// <summary>Answers a path with a redirection.</summary>
    public void Redirect(string path, string location) => _redirections["/charts/" + path] = location;

    /// <summary>The Authorization headers that came, one for each request; empty for none.</summary>
    public IReadOnlyList<string> Accounts => _accounts;

    /// <summary>Replaces a file behind the back of the index.</summary>
    public void Replace(string file, byte[] data) => _files["/charts/" + file] = data;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        _accounts.Add(context.Request.Headers.Authorization.ToString());
        if (_redirections.TryGetValue(path, out string? location))
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return;
        }

        byte[]? found = path == "/charts/index.yaml" ? [.. IndexEncoding.GetPreamble(), .. IndexEncoding.GetBytes(_index.ToString())] : _files.GetValueOrDefault(path);
        context.Response.StatusCode = found is null ? 404 : 200;
        await context.Response.Body.WriteAsync(found ?? []);
    }
}
