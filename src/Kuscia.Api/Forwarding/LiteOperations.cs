using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Forwarding;

/// <summary>What a lite offers: what is about its own domain it does itself, what is about the whole control plane it checks and has the master do.</summary>
internal static class LiteOperations
{
    private static readonly string[] Refused = ["/api/v1/domain/create", "/api/v1/domain/delete", "/api/v1/appimage/"];
    private static readonly string[] Forwarded = ["/api/v1/domain/", "/api/v1/route/", "/api/v1/job/", "/api/v1/serving/", "/api/v1/log/node/query"];

    /// <param name="own">All operations, on the store.</param>
    /// <param name="checks">The same on a <see cref="StoreBoundary"/>.</param>
    /// <param name="master">The API of the master.</param>
    public static IEnumerable<Operation> Of(IEnumerable<Operation> own, IEnumerable<Operation> checks, MasterApi master)
    {
        RefusedOperations refused = new();
        ForwardedOperations forwarded = new(master);
        Dictionary<string, Operation> byPath = checks.ToDictionary(o => o.Path, StringComparer.Ordinal);
        return own.Select(o => IsIn(Refused, o) ? o.Adapt(refused) : IsIn(Forwarded, o) ? byPath[o.Path].Adapt(forwarded) : o);
    }

    private static bool IsIn(string[] prefixes, Operation operation) => Array.Exists(prefixes, p => operation.Path.StartsWith(p, StringComparison.Ordinal));
}
