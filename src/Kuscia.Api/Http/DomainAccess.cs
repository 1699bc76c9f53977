using System.Collections.Frozen;
using Kuscia.Runtime.Envelopes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Api.Http;

/// <summary>
/// Lets domains in behind the gateway, which sets <c>Kuscia-Source</c> itself whatever a caller sent; they may use the operations listed here only, and what an
/// operation shows or changes must concern them.
/// </summary>
internal static class DomainAccess
{
    private const string SourceHeader = "Kuscia-Source";

    private static readonly FrozenSet<string> Allowed = new[]
    {
        "job/create", "job/delete", "job/query", "job/stop", "job/watch", "job/status/batchQuery", "job/approve", "job/suspend", "job/cancel", "job/restart",
        "domain/update", "domain/query", "domain/batchQuery",
        "route/create", "route/delete", "route/query", "route/status/batchQuery",
        "domaindata/create", "domaindata/update", "domaindata/delete", "domaindata/query", "domaindata/batchQuery", "domaindata/list",
        "serving/create", "serving/update", "serving/delete", "serving/query", "serving/status/batchQuery",
        "log/task/query", "log/node/query",
    }.Select(path => "/api/v1/" + path).ToFrozenSet(StringComparer.Ordinal);

    public static Caller? Admit(HttpContext context)
    {
        string source = context.Request.Headers[SourceHeader].ToString();
        bool admitted = RequestCheck.Name(SourceHeader, source) is null && Allowed.Contains(context.Request.Path.Value ?? "") && HttpMethods.IsPost(context.Request.Method);
        return admitted ? new Caller(source, IsOwner: false) : null;
    }
}
