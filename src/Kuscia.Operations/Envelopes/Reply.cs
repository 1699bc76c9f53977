using System.Text.Json.Serialization;

namespace Kuscia.Operations.Envelopes;

/// <summary>Outcome of an API operation: code 0 is success, everything else names the failure.</summary>
public sealed record ReplyStatus
{
    /// <summary>Success.</summary>
    public static readonly ReplyStatus Success = new() { Message = "success" };

    /// <summary>0, or an error code of the API.</summary>
    public int Code { get; init; }

    /// <summary>A sentence for the caller.</summary>
    public string Message { get; init; } = "";

    /// <summary>Outcomes of single items where a call has several; else empty.</summary>
    public IReadOnlyList<StatusDetail> Details { get; init; } = [];
}

/// <summary>The outcome of one item of a batch, in the JSON form of a packed <c>Status</c> message.</summary>
public sealed record StatusDetail
{
    /// <summary>Type of the packed message.</summary>
    [JsonPropertyName("@type")]
    public string Type { get; init; } = "type.googleapis.com/kuscia.proto.api.v1alpha1.Status";

    /// <summary>0, or an error code of the API.</summary>
    public int Code { get; init; }

    /// <summary>A sentence for the caller.</summary>
    public string Message { get; init; } = "";

    /// <summary>Always empty; the wire has the member.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>The envelope of every answer: a status and, where the operation has a result, data (null on failure).</summary>
public sealed record Reply<T>
    where T : class
{
    /// <summary>Outcome.</summary>
    public ReplyStatus Status { get; init; } = ReplyStatus.Success;

    /// <summary>Result; null on failure.</summary>
    public T? Data { get; init; }
}

/// <summary>The envelope of operations without a result.</summary>
public sealed record Reply
{
    /// <summary>Success.</summary>
    public static readonly Reply Ok = new();

    /// <summary>Outcome.</summary>
    public ReplyStatus Status { get; init; } = ReplyStatus.Success;
}

/// <summary>Makes replies.</summary>
public static class Replies
{
    /// <summary>A failure of an operation without a result.</summary>
    public static Reply Fail(int code, string message) => new() { Status = new ReplyStatus { Code = code, Message = message } };

    /// <summary>A failure of an operation with a result.</summary>
    public static Reply<T> Fail<T>(int code, string message)
        where T : class =>
        new() { Status = new ReplyStatus { Code = code, Message = message } };

    /// <summary>A success with its result.</summary>
    public static Reply<T> Of<T>(T data)
        where T : class =>
        new() { Data = data };
}
