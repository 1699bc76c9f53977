using System.Net;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>In place of a lite's gateway: says who asks, and carries what is sent for the master to it, or fails as a scenario wants.</summary>
/// <param name="domain">The lite.</param>
/// <param name="master">Address of the API of the master behind its gateway.</param>
internal sealed class RecordedGateway(string domain, Func<string> master) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary><c>down</c>, a status, or null when it works.</summary>
    public string? Fault { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Fault is { } fault)
        {
            return fault == "down"
                ? throw new HttpRequestException("EOF")
                : Task.FromResult(new HttpResponseMessage((HttpStatusCode)int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)));
        }

        Uri wanted = request.RequestUri ?? throw new ArgumentException("no address", nameof(request));
        if (wanted.Host != "kusciaapi.master.svc")
        {
            throw new HttpRequestException($"nothing answers as {wanted.Host}");
        }

        request.RequestUri = new Uri(new Uri(master()), wanted.PathAndQuery);
        request.Headers.Add("Kuscia-Source", domain);
        return _http.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _http.Dispose();
        base.Dispose(disposing);
    }
}
