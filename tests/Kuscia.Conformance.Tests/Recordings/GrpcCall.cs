using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Kuscia.Operations.Json;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>A recorded call over gRPC, sent as it was and compared with what was answered.</summary>
internal static partial class GrpcCall
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static readonly Dictionary<string, MethodDescriptor> Methods = ((FileDescriptor[])
    [
        Protos.KusciaApi.HealthReflection.Descriptor, Protos.KusciaApi.DomainReflection.Descriptor, Protos.KusciaApi.DomainRouteReflection.Descriptor, Protos.KusciaApi.DomaindataReflection.Descriptor,
        Protos.KusciaApi.DomaindatagrantReflection.Descriptor, Protos.KusciaApi.DomaindatasourceReflection.Descriptor, Protos.KusciaApi.JobReflection.Descriptor, Protos.KusciaApi.ServingReflection.Descriptor,
        Protos.KusciaApi.AppImageReflection.Descriptor, Protos.KusciaApi.ConfigReflection.Descriptor, Protos.KusciaApi.CertificateReflection.Descriptor, Protos.KusciaApi.LogReflection.Descriptor,
        Protos.DataMesh.DomaindataReflection.Descriptor, Protos.DataMesh.DomaindatasourceReflection.Descriptor, Protos.DataMesh.DomaindatagrantReflection.Descriptor,
    ]).SelectMany(f => f.Services).SelectMany(s => s.Methods).ToDictionary(m => $"/{m.Service.FullName}/{m.Name}");

    /// <summary>What differs, and the last message as it came.</summary>
    public static async Task<(IReadOnlyList<string> Faults, string Last)> PlayAsync(GrpcChannel channel, JsonNode step, Func<string, string> fill)
    {
        JsonNode call = step["call"]!;
        JsonNode answer = step["answer"]!;
        string name = call["grpc"]!.GetValue<string>();
        if (!Methods.TryGetValue(name, out MethodDescriptor? method))
        {
            return (answer["codeName"]?.GetValue<string>() == "UNIMPLEMENTED" ? [] : [$"no method {name}"], "");
        }

        byte[] request = call["message"] is { } message ? Parser.Parse(LongNumber().Replace(fill(message.ToJsonString()), "\"$0\""), method.InputType).ToByteArray() : [];
        JsonArray replies = [];
        Status status = await SendAsync(channel, method, request, replies);
        List<string> faults = [];
        if ((int)status.StatusCode != answer["code"]!.GetValue<int>())
        {
            faults.Add($"gRPC status: recorded {answer["codeName"]} {answer["message"]}, found {status.StatusCode} {status.Detail}");
        }

        JsonArray recorded = answer["messages"]?.AsArray() ?? [];
        faults.AddRange(recorded.Count != replies.Count
            ? [$"messages: recorded {recorded.Count}, found {replies.Count}"]
            : recorded.Zip(replies).SelectMany(pair => Comparison.Of(pair.First, pair.Second, "body")));
        return (faults, replies.LastOrDefault()?.ToJsonString() ?? "");
    }

    // The parser of the library reads them as fractions, unless they are text.
    [GeneratedRegex(@"(?<=[:,\[])\d{16,}(?=[,}\]])")]
    private static partial Regex LongNumber();

    private static async Task<Status> SendAsync(GrpcChannel channel, MethodDescriptor method, byte[] request, JsonArray replies)
    {
        Marshaller<byte[]> bytes = Marshallers.Create(static (byte[] b) => b, static b => b);
        Method<byte[], byte[]> wire = new(method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary, method.Service.FullName, method.Name, bytes, bytes);
        CallOptions options = new(deadline: DateTime.UtcNow + Limit);
        CallInvoker invoker = channel.CreateCallInvoker();
        try
        {
            if (method.IsServerStreaming)
            {
                using AsyncServerStreamingCall<byte[]> stream = invoker.AsyncServerStreamingCall(wire, null, options, request);
                await foreach (byte[] reply in stream.ResponseStream.ReadAllAsync())
                {
                    replies.Add(Shown(method, reply));
                }
            }
            else
            {
                using AsyncUnaryCall<byte[]> one = invoker.AsyncUnaryCall(wire, null, options, request);
                replies.Add(Shown(method, await one));
            }

            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    private static JsonNode? Shown(MethodDescriptor method, byte[] reply) => JsonNode.Parse(MessageWriter.Bytes(method.OutputType.Parser.ParseFrom(reply), JsonDialect.Answers));
}
