using Google.Protobuf;
using Google.Protobuf.Reflection;
using Kuscia.Protos;

namespace Kuscia.Operations.Envelopes;

/// <summary>Makes the statuses of replies: code 0 is success, everything else names the failure. Statuses are made anew each time, for messages can be changed.</summary>
public static class Outcome
{
    /// <summary>Number of the status in every reply.</summary>
    private const int StatusNumber = 1;

    /// <summary>Message of a success.</summary>
    public const string SuccessText = "success";

    /// <summary>A success.</summary>
    public static Status Success() => new() { Message = SuccessText };

    /// <summary>A failure.</summary>
    /// <param name="code">Error code of the API.</param>
    /// <param name="message">A sentence for the caller.</param>
    public static Status Failure(int code, string message) => new() { Code = code, Message = message };

    /// <summary>Whether a reply tells of a success.</summary>
    public static bool IsSuccess(IMessage reply) => StatusOf(reply).GetValue(reply) is not Status { Code: not 0 };

    /// <summary>A reply that tells how the call ended and nothing else.</summary>
    internal static TReply Reply<TReply>(Status status)
        where TReply : IMessage<TReply>, new()
    {
        TReply reply = new();
        StatusOf(reply).SetValue(reply, status);
        return reply;
    }

    /// <summary>A reply whose operation has told no status is a success.</summary>
    internal static TReply Completed<TReply>(TReply reply)
        where TReply : IMessage<TReply>, new()
    {
        IFieldAccessor status = StatusOf(reply);
        if (status.GetValue(reply) is null)
        {
            status.SetValue(reply, Success());
        }

        return reply;
    }

    private static IFieldAccessor StatusOf(IMessage reply) => reply.Descriptor.FindFieldByNumber(StatusNumber).Accessor;
}
