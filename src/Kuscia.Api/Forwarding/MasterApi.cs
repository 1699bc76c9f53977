using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Json;

namespace Kuscia.Api.Forwarding;

/// <summary>The API of a lite's master, as this domain may use it: reached through the own gateway, which says who asks.</summary>
/// <param name="gateway">The internal listener of the own gateway.</param>
internal sealed class MasterApi(HttpMessageInvoker gateway)
{
    private const string Address = "http://kusciaapi.master.svc";
    private const string ErrorMessage = "Kuscia-Error-Message";
    private const int MaxReply = 64 << 20;
    private const int Quoted = 1024;

    /// <summary>Sends a request and returns the reply, whatever its status says.</summary>
    /// <exception cref="OperationFaultException">There is no reply.</exception>
    public async Task<TReply> CallAsync<TReply>(string path, IMessage request, CancellationToken cancellationToken)
        where TReply : class, IMessage<TReply>, new()
    {
        using HttpRequestMessage message = Message(path, request);
        try
        {
            using HttpResponseMessage response = await gateway.SendAsync(message, cancellationToken);
            byte[] body = await BytesAsync(response, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? new MessageParser<TReply>(() => new TReply()).WithDiscardUnknownFields(true).ParseFrom(body)
                : throw Refused(response, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidProtocolBufferException)
        {
            throw Lost(path, e);
        }
    }

    /// <summary>Sends a request and hands over the messages of the streamed reply as they come.</summary>
    /// <exception cref="OperationFaultException">There is no reply.</exception>
    public async Task StreamAsync<TReply>(string path, IMessage request, Func<TReply, Task> take, CancellationToken cancellationToken)
        where TReply : class, IMessage<TReply>, new()
    {
        using HttpRequestMessage message = Message(path, request);
        try
        {
            using HttpResponseMessage response = await gateway.SendAsync(message, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw Refused(response, await BytesAsync(response, cancellationToken));
            }

            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await foreach (JsonElement item in JsonSerializer.DeserializeAsyncEnumerable(body, ForwardingJsonContext.Default.JsonElement, topLevelValues: true, cancellationToken))
            {
                await take(RequestReader.Read<TReply>(Encoding.UTF8.GetBytes(item.GetRawText())));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            throw Lost(path, e);
        }
    }

    private static HttpRequestMessage Message(string path, IMessage request)
    {
        HttpRequestMessage message = new(HttpMethod.Post, Address + path) { Content = new ByteArrayContent(request.ToByteArray()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        return message;
    }

    private static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxReply, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    // What the gateways say of the cause is all that can be known here.
    private static OperationFaultException Refused(HttpResponseMessage response, byte[] body)
    {
        string cause = response.Headers.TryGetValues(ErrorMessage, out IEnumerable<string>? values) ? string.Join(", ", values)
            : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, Quoted)));
        return new OperationFaultException(
            ErrorCodes.MasterFailed, string.Create(CultureInfo.InvariantCulture, $"unexpected error, status_code: '{(int)response.StatusCode}', msg: \"{cause.Trim()}\""));
    }

    private static OperationFaultException Lost(string path, Exception cause) => new(ErrorCodes.MasterFailed, $"Post \"{Address}{path}\": {cause.Message}");
}
