using System.Net;
using System.Text;
using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kuscia.Gateway.Tests;

/// <summary>Bodies in pieces of three bytes pass both gateways piece by piece, in both directions at the same time.</summary>
public sealed class SmallChunkTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Fact]
    public async Task Answer_comes_after_the_first_chunk_over_http1()
    {
        await using TestService service = await TestService.StartAsync(EchoAsync);
        await shared.Pair.Bob.PublishAsync("echo1", service.Port);
        using RawConnection application = await RawConnection.OpenAsync(shared.Pair.Alice.Internal);

        await application.WriteAsync("POST / HTTP/1.1\r\nHost: echo1.bob.svc\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        string head = await application.ReadUntilAsync("abc");
        await application.WriteAsync("3\r\ndef\r\n");
        await application.ReadUntilAsync("def");
        await application.WriteAsync("0\r\n\r\n");
        string end = await application.ReadUntilAsync("0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", head, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", end, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_serves_the_next_request_and_a_whole_one_is_answered_with_the_rest_on_its_way()
    {
        await using TestService service = await TestService.StartAsync(async c =>
        {
            await c.Request.Body.ReadExactlyAsync(new byte[3]);
            await c.Response.WriteAsync("early");
            await c.Response.CompleteAsync();
            await c.Request.Body.CopyToAsync(Stream.Null);
        });
        await shared.Pair.Bob.PublishAsync("early", service.Port);
        for (int i = 0; i < 5; i++)
        {
            using RawConnection application = await RawConnection.OpenAsync(shared.Pair.Alice.Internal);

            await application.WriteAsync("POST / HTTP/1.1\r\nHost: early.bob.svc\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n");
            string answer = await application.ReadUntilAsync("early");
            await application.WriteAsync("3\r\ndef\r\n0\r\n\r\n");

            Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Body_that_stops_is_given_up_without_an_error_in_the_log()
    {
        await using NodePair pair = await NodePair.StartAsync(alice: o => o with { IdleTimeout = TimeSpan.FromSeconds(1) });
        await using TestService service = await TestService.StartAsync(async c =>
        {
            await c.Request.Body.CopyToAsync(Stream.Null);
            await c.Response.WriteAsync("all of it");
        });
        await pair.Bob.PublishAsync("patient", service.Port);
        using RawConnection application = await RawConnection.OpenAsync(pair.Alice.Internal);

        await application.WriteAsync("POST / HTTP/1.1\r\nHost: patient.bob.svc\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
        string answer = await application.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 504", answer, StringComparison.Ordinal);
        Assert.EndsWith("stream timeout", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(pair.Alice.Log.Lines, l => l.Contains("draining of the request body", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_of_known_length_leaves_as_it_comes()
    {
        TaskCompletionSource<string> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestService service = await TestService.StartAsync(async c =>
        {
            byte[] begin = new byte[3];
            await c.Request.Body.ReadExactlyAsync(begin);
            first.TrySetResult(Encoding.ASCII.GetString(begin));
            await c.Request.Body.CopyToAsync(Stream.Null);
            await c.Response.WriteAsync("all");
        });
        await shared.Pair.Bob.PublishAsync("known", service.Port);
        using RawConnection application = await RawConnection.OpenAsync(shared.Pair.Alice.Internal);

        await application.WriteAsync("POST / HTTP/1.1\r\nHost: known.bob.svc\r\nContent-Length: 6\r\n\r\nabc");
        string seen = await first.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await application.WriteAsync("def");

        Assert.Equal("abc", seen);
        Assert.EndsWith("all", await application.ReadUntilAsync("all"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_comes_after_the_first_piece_over_http2()
    {
        await using TestService service = await TestService.StartAsync(EchoAsync, HttpProtocols.Http2);
        await shared.Pair.Bob.PublishAsync("echo2", service.Port);
        using HttpMessageInvoker application = shared.Pair.Alice.Invoker();
        Pieces body = new();
        using HttpRequestMessage request = new(HttpMethod.Post, "http://echo2.bob.svc/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = body };

        Task<HttpResponseMessage> sending = application.SendAsync(request, CancellationToken.None);
        Stream output = await body.Output.Task;
        await output.WriteAsync("abc"u8.ToArray());
        await output.FlushAsync();
        using HttpResponseMessage response = await sending.WaitAsync(TimeSpan.FromSeconds(60));
        Stream answer = await response.Content.ReadAsStreamAsync();
        byte[] piece = new byte[3];
        await answer.ReadExactlyAsync(piece);
        await output.WriteAsync("def"u8.ToArray());
        await output.FlushAsync();
        await answer.ReadExactlyAsync(piece);
        body.Done.SetResult();

        Assert.Equal("def", Encoding.ASCII.GetString(piece));
        Assert.Equal(0, await answer.ReadAsync(piece));
    }

    [Fact]
    public async Task Caller_that_breaks_off_is_not_taken_for_one_that_has_finished()
    {
        TaskCompletionSource<Exception?> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using TestService service = await TestService.StartAsync(async c =>
        {
            try
            {
                await c.Request.Body.ReadExactlyAsync(new byte[3]);
                await c.Response.WriteAsync("begun");
                await c.Request.Body.CopyToAsync(Stream.Null);
                end.TrySetResult(null);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or Microsoft.AspNetCore.Http.BadHttpRequestException)
            {
                end.TrySetResult(e);
            }
        });
        await shared.Pair.Bob.PublishAsync("broken", service.Port);
        using (RawConnection application = await RawConnection.OpenAsync(shared.Pair.Alice.Internal))
        {
            await application.WriteAsync("POST / HTTP/1.1\r\nHost: broken.bob.svc\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            await application.ReadUntilAsync("begun");
        }

        Assert.NotNull(await end.Task.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private static async Task EchoAsync(HttpContext context)
    {
        byte[] piece = new byte[16];
        int read;
        while ((read = await context.Request.Body.ReadAsync(piece)) > 0)
        {
            await context.Response.Body.WriteAsync(piece.AsMemory(0, read));
        }
    }

    /// <summary>A body that the test writes while it is sent.</summary>
    private sealed class Pieces : HttpContent
    {
        public TaskCompletionSource<Stream> Output { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            Output.SetResult(stream);
            await Done.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
