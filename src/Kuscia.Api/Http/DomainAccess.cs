using System.Collections.Frozen;
using Kuscia.Operations.Envelopes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Api.Http;

/// <summary>
/// Lets domains in behind the gateway, which sets <c>Kuscia-Source</c> itself whatever a caller sent; they may use the operations listed here only, and what an
/// operation shows or changes must concern them. On a node of one party a partner may read only: what a partner wants changed there, its owner changes.
/// </summary>
internal sealed class DomainAccess(KusciaApiOptions options)
{
    private const string SourceHeader = "Kuscia-Source";

    private static readonly FrozenSet<string> Readable = Paths(
        "job/query", "job/watch", "job/status/batchQuery", "domain/query", "domain/batchQuery", "route/query", "route/status/batchQuery",
        "domaindata/query", "domaindata/batchQuery", "domaindata/list", "serving/query", "serving/status/batchQuery", "log/task/query", "log/node/query");

    private static readonly FrozenSet<string> Writable = Paths(
        "job/create", "job/delete", "job/stop", "job/approve", "job/suspend", "job/cancel", "job/restart", "domain/update", "route/create", "route/delete",
        "domaindata/create", "domaindata/update", "domaindata/delete", "serving/create", "serving/update", "serving/delete");

    public Caller? Admit(HttpContext context)
    {
        string source = context.Request.Headers[SourceHeader].ToString();
        string path = context.Request.Path.Value ?? "";
        bool mayWrite = options.ControlPlaneOnly || source == options.DomainId;
        bool admitted = RequestCheck.Name(SourceHeader, source) is null && HttpMethods.IsPost(context.Request.Method)
            && (Readable.Contains(path) || (mayWrite && Writable.Contains(path)));
        return admitted ? new Caller(source, IsOwner: false) : null;
    }

    private static FrozenSet<string> Paths(params string[] paths) => paths.Select(path => "/api/v1/" + path).ToFrozenSet(StringComparer.Ordinal);
}
