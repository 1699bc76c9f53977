using System.Text.Json.Serialization;

namespace Kuscia.Operations.Envelopes;

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
    /// <summary>The operation, over contracts that hold its messages; <paramref name="fault"/> tells why the node does not work although it serves.</summary>
    public static Operation Create(JsonSerializerContext contracts, int code, Func<string?> fault) =>
        Operation.Create<HealthRequest, HealthData>("/healthZ", contracts, code, (_, _, _) => Task.FromResult(Answer(fault())));

    private static Reply<HealthData> Answer(string? fault) =>
        fault is null ? Replies.Of(new HealthData { Ready = true }) : new Reply<HealthData> { Status = new ReplyStatus { Message = fault }, Data = new HealthData() };
}
