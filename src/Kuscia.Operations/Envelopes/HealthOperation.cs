using Google.Protobuf.Reflection;
using Kuscia.Protos;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Operations.Envelopes;

/// <summary><c>/healthZ</c>: answers once the server serves.</summary>
public static class HealthOperation
{
    /// <summary>The operation; <paramref name="fault"/> tells why the node does not work although it serves.</summary>
    public static Operation Create(ServiceDescriptor? service, int code, Func<string?> fault) =>
        Operation.Create<HealthRequest, HealthResponse>("/healthZ", service, code, (_, _, _) => Task.FromResult(Answer(fault())));

    private static HealthResponse Answer(string? fault) => new()
    {
        Status = fault is null ? null : new Status { Message = fault },
        Data = new HealthResponseData { Ready = fault is null },
    };
}
