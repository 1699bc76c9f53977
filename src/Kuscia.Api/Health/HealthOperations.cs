using Kuscia.Api.Http;
using Kuscia.Api.Messages;
using Kuscia.Runtime.Envelopes;

namespace Kuscia.Api.Health;

/// <summary><c>/healthZ</c>: answers once the server serves.</summary>
internal static class HealthOperations
{
    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public static IEnumerable<ApiOperation> All() =>
    [
        ApiOperation.Create("/healthZ", Json.HealthRequest, Json.ReplyHealthData, (_, _) => Task.FromResult(Replies.Of(new HealthData { Ready = true }))),
    ];
}
