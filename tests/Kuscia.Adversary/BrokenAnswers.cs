using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Adversary;

/// <summary>What a hostile host answers instead: any status, an end, junk, nothing, too much, too slowly.</summary>
public static class BrokenAnswers
{
    private const int Depth = 100_000;
    private static readonly TimeSpan DripPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromSeconds(1);
    private static readonly byte[] Megabyte = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));

    /// <summary>Answers that fit any request.</summary>
    public static IReadOnlyList<BrokenAnswer> General { get; } = [.. Statuses(), .. Ends(), .. Bodies(), .. Wires(), .. Slow()];

    /// <summary>One of each sort, for requests that are handled like others.</summary>
    public static IReadOnlyList<BrokenAnswer> Few { get; } =
    [
        .. General.Where(a => a.Name is "status 204" or "status 401" or "status 403" or "status 410" or "status 429" or "status 500" or "status 999" or "redirection 307" or "an end before the answer"
            or "no body" or "an array" or "deep nesting" or "bytes that are no text" or "junk on the wire" or "two lengths" or "nothing" or "a slow drip"),
    ];

    /// <summary>Lists and watches that are wrong as such.</summary>
    public static IReadOnlyList<BrokenAnswer> Lists { get; } =
    [
        Body("items null", """{"metadata":{"resourceVersion":"1"},"items":null}""", isWrong: false),
        Body("items an object", """{"metadata":{"resourceVersion":"1"},"items":{"a":1}}"""),
        Body("items of nonsense", """{"metadata":{"resourceVersion":"1"},"items":[null,1,"x",[],{},{"metadata":null},{"metadata":{"name":7}}]}"""),
        Body("no resource version", """{"items":[]}""", isWrong: false),
        Body("resource version of a megabyte", $$"""{"metadata":{"resourceVersion":"{{new string('9', 1024 * 1024)}}"},"items":[]}"""),
        Body("objects of other namespaces", """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"x","namespace":"kube-system","uid":"u"},"spec":{}}]}"""),
        Body("a number that does not fit", """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"x","namespace":"alice","uid":"u"},"spec":{"initiator":"m","maxParallelism":99999999999999999999,"tasks":[{"priority":1e400}]}}]}"""),
        Body("a continue that never ends", """{"metadata":{"resourceVersion":"1","continue":"more"},"items":[]}"""),
    ];

    /// <summary>Watches that are wrong as such.</summary>
    public static IReadOnlyList<BrokenAnswer> Watches { get; } =
    [
        new("a watch that ends at once", context => EndedAsync(context, ""), IsWrong: false),
        new("error 410", context => EndedAsync(context, """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""")),
        new("error 500", context => EndedAsync(context, """{"type":"ERROR","object":{"kind":"Status","code":500,"message":"no"}}""")),
        new("unknown event", context => EndedAsync(context, """{"type":"GREETING","object":{"metadata":{"name":"x"}}}""")),
        new("event without object", context => EndedAsync(context, """{"type":"ADDED"}""")),
        new("event without name", context => EndedAsync(context, """{"type":"ADDED","object":{"metadata":{}}}""")),
        new("event that does not fit", context => EndedAsync(context, """{"type":"ADDED","object":{"metadata":{"name":"x","uid":"u"},"spec":{"maxParallelism":99999999999999999999}}}""")),
        new("event of another namespace", context => EndedAsync(context, """{"type":"ADDED","object":{"metadata":{"name":"x","namespace":"kube-system","uid":"u"},"spec":{}}}""")),
        new("half an event", context => EndedAsync(context, """{"type":"ADDED","object":{"metadata":{"na""")),
    ];

    /// <summary>More than anybody can hold.</summary>
    public static IReadOnlyList<BrokenAnswer> FloodsOfLists { get; } =
    [
        new("an endless list", context => EndlessAsync(context, """{"metadata":{"resourceVersion":"1"},"items":[""", i => Item(i) + ",")),
        new("a list of endless text", context => EndlessAsync(context, """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":" """, _ => Encoding.ASCII.GetString(Megabyte))),
        new("endless white space", context => EndlessAsync(context, "", _ => new string(' ', 1024 * 1024))),
        new("endless nesting", context => EndlessAsync(context, """{"items":""", _ => new string('[', 64 * 1024))),
        new("a compressed bomb", CompressedAsync),
    ];

    /// <summary>Watches that never stop talking.</summary>
    public static IReadOnlyList<BrokenAnswer> FloodsOfEvents { get; } =
    [
        new("endless objects", context => EndlessAsync(context, "", i => $$"""{"type":"ADDED","object":{{Item(i)}}}""" + "\n")),
        new("endless versions of one object", context => EndlessAsync(context, "", i => $$"""{"type":"MODIFIED","object":{{Item(0, i)}}}""" + "\n")),
        new("endless bookmarks", context => EndlessAsync(context, "", i => $$$$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{{{i}}}}"}}}""" + "\n")),
        new("one endless event", context => EndlessAsync(context, """{"type":"ADDED","object":{"metadata":{"name":" """, _ => Encoding.ASCII.GetString(Megabyte))),
        new("endless empty lines", context => EndlessAsync(context, "", _ => new string('\n', 64 * 1024))),
    ];

    private static IEnumerable<BrokenAnswer> Statuses()
    {
        foreach (int status in new[] { 201, 202, 204, 205, 206, 300, 304, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 413, 415, 418, 421, 422, 423, 426, 429, 431, 451, 500, 501, 502, 503, 504, 511, 599, 600, 999 })
        {
            yield return new BrokenAnswer($"status {status.ToString(CultureInfo.InvariantCulture)}", context => StatusAsync(context, status));
        }

        foreach (int status in new[] { 301, 302, 307, 308 })
        {
            yield return new BrokenAnswer($"redirection {status.ToString(CultureInfo.InvariantCulture)}", context =>
            {
                context.Response.Headers.Location = context.Request.Path + context.Request.QueryString.ToString();
                return StatusAsync(context, status);
            });
        }
    }

    private static IEnumerable<BrokenAnswer> Ends() =>
    [
        new("an end before the answer", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }),
        new("an end behind the head", async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }),
        new("an end before the announced length", async context =>
        {
            context.Response.ContentLength = 1_000_000;
            await context.Response.WriteAsync("{", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(BeforeEnd, TimeProvider.System, context.RequestAborted);
            context.Abort();
        }),
    ];

    private static IEnumerable<BrokenAnswer> Bodies() =>
    [
        Body("no body", ""), Body("null", "null"), Body("a number", "1"), Body("a text", "\"text\""), Body("an array", "[]"), Body("an empty object", "{}", isWrong: false), Body("half an object", "{\"metadata\":"),
        Body("a page", "<!doctype html><title>Sign in</title>"), Body("two objects", "{}{}"), Body("a Status of success", """{"kind":"Status","status":"Success","code":200}"""),
        Body("a Status of failure", """{"kind":"Status","status":"Failure","code":500,"message":"\u001b[31mred\r\nforged"}"""), Body("members of wrong kinds", """{"metadata":7,"items":"x","spec":[],"status":1,"namespace":[],"state":"x","token":{}}"""),
        Body("the same member twice", """{"metadata":{},"metadata":[],"items":1,"items":2}"""), Body("deep nesting", new string('[', Depth)), Body("deep objects", string.Concat(Enumerable.Repeat("{\"a\":", Depth))),
        new("bytes that are no text", context => context.Response.Body.WriteAsync(new byte[] { 0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x3a, 0xed, 0xa0, 0x80 }, context.RequestAborted).AsTask()),
        new("a wrong encoding", context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("{", context.RequestAborted);
        }),
    ];

    private static IEnumerable<BrokenAnswer> Wires() =>
    [
        new("junk on the wire", context => WireAsync(context, "\u0016\u0003\u0001junk junk junk\r\n\r\n", 1)),
        new("a head without end", context => WireAsync(context, "HTTP/1.1 200 OK\r\n", 1, "X-More: " + new string('x', 1000) + "\r\n")),
        new("hints without end", context => WireAsync(context, "", 1, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")),
        new("another protocol", context => WireAsync(context, "HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n", 1)),
        new("a length below zero", context => WireAsync(context, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", 1)),
        new("two lengths", context => WireAsync(context, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 200\r\n\r\n{}", 1)),
        new("a chunk of wrong size", context => WireAsync(context, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}", 1)),
        new("two answers", context => WireAsync(context, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", 2)),
        new("an upgrade", context => WireAsync(context, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", 1)),
    ];

    // Whether they are wrong shows only when a time-out of half a minute or more has passed.
    private static IEnumerable<BrokenAnswer> Slow() =>
    [
        new("nothing", context => UntilGoneAsync(context), IsWrong: false),
        new("nothing behind the head", async context =>
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await UntilGoneAsync(context);
        }, IsWrong: false),
        new("a slow drip", async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(DripPause, TimeProvider.System, context.RequestAborted);
            }
        }, IsWrong: false),
    ];

    private static BrokenAnswer Body(string name, string text, bool isWrong = true) => new(name, context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }, isWrong);

    private static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status == 429)
        {
            context.Response.Headers.RetryAfter = "0";
        }

        return Task.CompletedTask;
    }

    private static async Task EndedAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private static Task UntilGoneAsync(HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static async Task EndlessAsync(HttpContext context, string begin, Func<long, string> next)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(begin, context.RequestAborted);
        StringBuilder piece = new();
        for (long i = 0; !context.RequestAborted.IsCancellationRequested;)
        {
            while (piece.Length < 64 * 1024)
            {
                piece.Append(next(i++));
            }

            await context.Response.WriteAsync(piece.ToString(), context.RequestAborted);
            piece.Clear();
        }
    }

    private static async Task CompressedAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using GZipStream bomb = new(context.Response.Body, CompressionLevel.Fastest);
        byte[] blank = new byte[1024 * 1024];
        blank.AsSpan().Fill((byte)' ');
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await bomb.WriteAsync(blank, context.RequestAborted);
        }
    }

    // Past the server's own framing: the bytes go out as they are.
    private static async Task WireAsync(HttpContext context, string begin, int times, string? endless = null)
    {
        IConnectionTransportFeature? wire = context.Features.Get<IConnectionTransportFeature>();
        if (wire is null)
        {
            context.Abort();
            return;
        }

        for (int i = 0; i < times; i++)
        {
            await wire.Transport.Output.WriteAsync(Encoding.Latin1.GetBytes(begin), context.RequestAborted);
        }

        while (endless is not null && !context.RequestAborted.IsCancellationRequested)
        {
            await wire.Transport.Output.WriteAsync(Encoding.Latin1.GetBytes(endless), context.RequestAborted);
        }

        await Task.Delay(BeforeEnd, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        context.Abort();
    }

    private static string Item(long number, long version = 1) =>
        $$$"""{"metadata":{"name":"flood-{{{number}}}","namespace":"alice","uid":"u{{{number}}}","resourceVersion":"{{{version}}}","annotations":{"kuscia.secretflow/initiator":"x","kuscia.secretflow/interconn-kuscia-parties":"alice"}},"spec":{"author":"x","initiator":"x"}}""";
}
