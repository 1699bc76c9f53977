using System.Text;

namespace Kuscia.Client.Tests;

/// <summary>Everything that a partner's API may answer to a list or to a watch of ConfigMaps in <c>ns</c>, and what the failure says.</summary>
internal static class HostileAnswers
{
    private const string Json = "Content-Type: application/json\r\n";

    /// <summary>A list as it should be, and the watch after it that begins and stays silent.</summary>
    public static HostileAnswer GoodList { get; } = Ok(List(Item("one")));

    public static IEnumerable<(string Name, HostileAnswer Answer, string Says)> Lists()
    {
        foreach ((string, HostileAnswer, string) answer in Any())
        {
            yield return answer;
        }

        yield return ("no answer body", Ok(""), "JSON");
        yield return ("no object", Ok("[1,2]"), "instead of a ConfigMapList");
        yield return ("null", Ok("null"), "instead of a ConfigMapList");
        yield return ("list of another kind", Ok(List(Item("one")).Replace("ConfigMapList", "SecretList", StringComparison.Ordinal)), "instead of a ConfigMapList");
        yield return ("item of another kind", Ok(List("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x","namespace":"ns"}}""")), "instead of a v1 ConfigMap");
        yield return ("item of another namespace", Ok(List("""{"metadata":{"name":"x","namespace":"kube-system"}}""")), "of namespace \"kube-system\"");
        yield return ("item without a name", Ok(List("""{"metadata":{"namespace":"ns"}}""")), "without a name");
        yield return ("item without metadata", Ok(List("""{"metadata":null}""")), "without a name");
        yield return ("item that is a number", Ok(List("7")), "instead of a ConfigMap");
        yield return ("member of a wrong type", Ok(List("""{"metadata":{"name":"x","namespace":"ns"},"data":"text"}""")), "JSON");
        yield return ("member twice", Ok(List("""{"metadata":{"name":"x","name":"y","namespace":"ns"}}""")), "JSON");
        yield return ("endless nesting", Ok(List(new string('[', 5000))), "JSON");
        yield return ("too many small values", Ok(List(string.Join(',', Enumerable.Repeat("{}", 40_000)))), "too many small values");
        yield return ("version without end", Ok($$"""{"kind":"ConfigMapList","metadata":{"resourceVersion":"{{new string('9', 1000)}}"},"items":[]}"""), "resourceVersion of 1000");
        yield return ("same page for ever", Ok("""{"kind":"ConfigMapList","metadata":{"resourceVersion":"1","continue":"again"},"items":[]}"""), "does not come to an end");
        yield return ("token without end", Ok($$"""{"kind":"ConfigMapList","metadata":{"continue":"{{new string('x', 10000)}}"},"items":[]}"""), "does not come to an end");
        yield return ("empty pages for ever", NewTokens(""), "does not come to an end");
        yield return ("objects for ever", NewTokens(Item("one")), "more than 50 objects");
    }

    public static IEnumerable<(string Name, HostileAnswer Answer, string Says)> Watches()
    {
        foreach ((string, HostileAnswer, string) answer in Any())
        {
            yield return answer;
        }

        yield return ("immediate end", Ok(""), "ended the watch at once");
        yield return ("one event and the end", Ok(Event("ADDED", ConfigMap("two"))), "ended the watch at once");
        yield return ("no event", Ok("7\n"), "without an object");
        yield return ("half an event", Ok("{\"type\":\"ADDED\",\"obj"), "no valid event");
        yield return ("no type", Ok($$"""{"object":{{ConfigMap("two")}} }"""), "unknown type \"\"");
        yield return ("unknown type", Ok(Event("EXPLODED", ConfigMap("two"))), "unknown type \"EXPLODED\"");
        yield return ("type that is a number", Ok($$"""{"type":7,"object":{{ConfigMap("two")}} }"""), "unknown type \"\"");
        yield return ("object that is text", Ok(Event("ADDED", "\"text\"")), "instead of a ConfigMap");
        yield return ("object of another kind", Ok(Event("ADDED", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x","namespace":"ns"}}""")), "instead of a v1 ConfigMap");
        yield return ("object of another namespace", Ok(Event("MODIFIED", ConfigMap("two").Replace("\"ns\"", "\"kube-system\"", StringComparison.Ordinal))), "of namespace \"kube-system\"");
        yield return ("object without a name", Ok(Event("DELETED", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns"}}""")), "without a name");
        yield return ("member twice", Ok(Event("ADDED", """{"apiVersion":"v1","kind":"ConfigMap","kind":"ConfigMap","metadata":{"name":"x","namespace":"ns"}}""")), "no valid event");
        yield return ("bookmark without a version", Ok(Event("BOOKMARK", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}""")), "bookmark without a resourceVersion");
        yield return ("expired for ever", Ok(Event("ERROR", """{"kind":"Status","code":410,"message":"too old"}""")), "too old");
        yield return ("error that is no status", Ok(Event("ERROR", "[]")), "the watch ended with an error");
        yield return ("error with a text as code", Ok(Event("ERROR", """{"code":"x","message":"\u001b[31mred\u0007\r\nline\u202e"}""")), "[31mred line");
        yield return ("too many small values", Ok(Event("ADDED", $"[{string.Join(',', Enumerable.Repeat("{}", 40_000))}]")), "too many small values");
        yield return ("event without end", Chunked(Endless("{\"type\":\"ADDED\",\"object\":\"", "x")), "one event of the watch is larger than 131072 bytes");
        yield return ("event drop by drop", Chunked(Dripping), "not complete after");
        yield return ("silence after the header", Chunked((_, end) => Task.Delay(Timeout.Infinite, end)), "sent nothing for");
        yield return ("blank lines for ever", Chunked(Endless("", "\n")), "sent nothing but blank lines");
    }

    private static IEnumerable<(string Name, HostileAnswer Answer, string Says)> Any()
    {
        foreach (int status in new[] { 101, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 410, 418, 422, 429, 500, 501, 502, 503, 504, 599, 999 })
        {
            yield return ($"status {status}", Raw($"HTTP/1.1 {status} No\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"), "");
        }

        yield return ("no content", Raw("HTTP/1.1 204 No\r\n\r\n"), "");
        yield return ("immediate close", Raw(""), "");
        yield return ("nothing", (_, end) => Task.Delay(Timeout.Infinite, end), "was not answered within");
        yield return ("junk", Raw("\0\u0001\u0002 junk junk\r\n\r\n"), "");
        yield return ("half a header", Raw("HTTP/1.1 200 OK\r\nContent-Ty"), "");
        yield return ("headers without end", Endless("HTTP/1.1 200 OK\r\n", "X-More: yes\r\n"), "");
        yield return ("interim answers without end", Endless("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), "");
        yield return ("a page of a proxy", Raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"), "is text/html instead of application/json");
        yield return ("body cut short", Raw($"HTTP/1.1 200 OK\r\n{Json}Content-Length: 1000\r\n\r\n{{\"items\":["), "");
        yield return ("chunks that are none", Raw($"HTTP/1.1 200 OK\r\n{Json}Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "");
        yield return ("error without end", Endless("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"), "answered 500");
        yield return ("error drop by drop", DrippingError, "was not answered within");
        yield return ("words with escapes", Ok("""{"kind":"Status","reason":"\u001b]0;x","message":"\u001b[2J"}""", "HTTP/1.1 403 No"), "[2J");
    }

    private static HostileAnswer Raw(string bytes) => async (output, end) =>
    {
        await output.WriteAsync(Encoding.Latin1.GetBytes(bytes), end);
    };

    private static HostileAnswer Ok(string body, string head = "HTTP/1.1 200 OK") =>
        Raw($"{head}\r\n{Json}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    private static HostileAnswer Endless(string begin, string again) => async (output, end) =>
    {
        await output.WriteAsync(Encoding.Latin1.GetBytes(begin), end);
        byte[] piece = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again, Math.Max(1, 4096 / again.Length))));
        while (!(await output.WriteAsync(piece, end)).IsCompleted)
        {
        }
    };

    // The body follows without its length: it ends with the connection.
    private static HostileAnswer Chunked(HostileAnswer body) => async (output, end) =>
    {
        await output.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{Json}Connection: close\r\n\r\n"), end);
        await body(output, end);
    };

    private static async Task Dripping(System.IO.Pipelines.PipeWriter output, CancellationToken end)
    {
        using PeriodicTimer drop = new(TimeSpan.FromMilliseconds(20));
        do
        {
            await output.WriteAsync("x"u8.ToArray(), end);
        }
        while (await drop.WaitForNextTickAsync(end));
    }

    private static async Task DrippingError(System.IO.Pipelines.PipeWriter output, CancellationToken end)
    {
        await output.WriteAsync("HTTP/1.1 500 No\r\nConnection: close\r\n\r\n"u8.ToArray(), end);
        await Dripping(output, end);
    }

    private static HostileAnswer NewTokens(string items)
    {
        int page = 0;
        return (output, end) => Ok(
            $$"""{"kind":"ConfigMapList","metadata":{"resourceVersion":"1","continue":"{{Interlocked.Increment(ref page)}}"},"items":[{{items}}]}""")(output, end);
    }

    private static string List(string items) => $$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{{items}}]}""";

    private static string Item(string name) => $$"""{"metadata":{"name":"{{name}}","namespace":"ns","resourceVersion":"1"} }""";

    private static string ConfigMap(string name) => BadServer.ConfigMap(name);

    private static string Event(string type, string value) => $$"""{"type":"{{type}}","object":{{value}} }""" + "\n";
}
