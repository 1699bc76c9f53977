using System.Text.Json.Serialization;

namespace Kuscia.Runtime.Envelopes;

/// <summary>The request of <c>/healthZ</c>: nothing.</summary>
public sealed record HealthRequest;

/// <summary>The result of <c>/healthZ</c>.</summary>
public sealed record HealthData
{
    /// <summary>True once the server serves.</summary>
    public bool Ready { get; set; }
}

/// <summary><c>/healthZ</c>: answers once the server serves.</summary>
public static class HealthOperation
{
    /// <summary>The operation, over contracts that hold its messages.</summary>
    public static Operation Create(JsonSerializerContext contracts, int code) =>
        Operation.Create<HealthRequest, HealthData>("/healthZ", contracts, code, (_, _, _) => Task.FromResult(Replies.Of(new HealthData { Ready = true })));
}
