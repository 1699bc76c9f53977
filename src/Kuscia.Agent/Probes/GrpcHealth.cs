using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Kuscia.Agent.Probes;

/// <summary>The call <c>grpc.health.v1.Health/Check</c> over clear-text HTTP/2 (gRPC health checking protocol).</summary>
internal static class GrpcHealth
{
    private const int PrefixSize = 5;
    private const int MaxAnswer = 1024;
    private const int MaxService = 100;
    private const byte ServiceField = 0x0A; // field 1, length-delimited
    private const byte StatusField = 0x08; // field 1, varint
    private const byte Serving = 1;

    private static readonly Version Http2 = HttpVersion.Version20;

    public static async Task<ProbeResult> CheckAsync(HttpMessageInvoker http, Uri server, string service, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(server, "/grpc.health.v1.Health/Check"))
        {
            Version = Http2,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Message(service)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.ParseAdd("trailers");
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        byte[] answer = new byte[MaxAnswer];
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        int size = await body.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken);
        string code = First(response.TrailingHeaders, "grpc-status") ?? First(response.Headers, "grpc-status") ?? "missing";
        if (response.StatusCode != HttpStatusCode.OK || code != "0")
        {
            return ProbeResult.Failure($"health check of gRPC service '{service}' answered HTTP {(int)response.StatusCode}, grpc-status {code}");
        }

        return IsServing(answer.AsSpan(0, size)) ? ProbeResult.Success : ProbeResult.Failure($"gRPC service '{service}' is not SERVING");
    }

    private static byte[] Message(string service)
    {
        byte[] name = Encoding.UTF8.GetBytes(service);
        if (name.Length > MaxService)
        {
            throw new FormatException($"the name of the gRPC service is longer than {MaxService} bytes");
        }

        byte[] payload = name.Length == 0 ? [] : [ServiceField, (byte)name.Length, .. name];
        byte[] message = new byte[PrefixSize + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), payload.Length);
        payload.CopyTo(message, PrefixSize);
        return message;
    }

    // The answer has one field; a value of 0 (unknown) is not written at all.
    private static bool IsServing(ReadOnlySpan<byte> answer) =>
        answer.Length >= PrefixSize + 2 && answer[0] == 0 && answer[PrefixSize] == StatusField && answer[PrefixSize + 1] == Serving;

    private static string? First(HttpHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
}
