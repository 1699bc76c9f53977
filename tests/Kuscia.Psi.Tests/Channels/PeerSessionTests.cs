using System.Net;
using Kuscia.Psi.Channels;
using Kuscia.Testing.Nodes;

namespace Kuscia.Psi.Tests.Channels;

public sealed class PeerSessionTests : IAsyncLifetime, IDisposable
{
    private readonly int _port = FreePorts.Take(1)[0];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private PeerSession _session = null!; // set before every test by InitializeAsync

    public async Task InitializeAsync()
    {
        ChannelSettings settings = new()
        {
            TaskId = "t1",
            SelfName = "alice",
            PeerName = "bob",
            PeerEndpoint = $"127.0.0.1:{FreePorts.Take(1)[0]}",
            ConnectTimeout = TimeSpan.FromSeconds(1),
        };
        _session = await PeerSession.StartAsync(settings, new IPEndPoint(IPAddress.Loopback, _port), TimeProvider.System, CancellationToken.None);
    }

    public async Task DisposeAsync() => await _session.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_repeated_message_is_acknowledged_but_taken_once()
    {
        string first = await PostAsync("message?task=t1&stream=0&seq=0", [1]);
        string again = await PostAsync("message?task=t1&stream=0&seq=0", [9]);
        string second = await PostAsync("message?task=t1&stream=0&seq=1", [2]);

        Assert.Equal(["200 taken", "200 taken", "200 taken"], [first, again, second]);
        Assert.Equal([1], await _session.ReceiveAsync(ChannelStream.Control, CancellationToken.None));
        Assert.Equal([2], await _session.ReceiveAsync(ChannelStream.Control, CancellationToken.None));
    }

    [Theory]
    [InlineData("message?task=t1&stream=0&seq=5", "503 busy")]
    [InlineData("message?task=t1&stream=99&seq=0", "400 refused")]
    [InlineData("message?task=t1&stream=x&seq=0", "400 refused")]
    [InlineData("message?task=t1&stream=1&seq=-1", "400 refused")]
    [InlineData("message?task=t2&stream=0&seq=0", "409 refused")]
    [InlineData("other?task=t1", "404 refused")]
    [InlineData("ping?task=t1", "200 taken")]
    public async Task Requests_out_of_place_are_answered_as_such(string path, string expected) =>
        Assert.Equal(expected, await PostAsync(path, [1]));

    [Fact]
    public async Task A_request_that_another_domain_sends_through_the_gateway_is_refused()
    {
        string foreign = await PostAsync("message?task=t1&stream=0&seq=0", [1], origin: "carol");
        string abort = await PostAsync("abort?task=t1", [1], origin: "carol");
        string partner = await PostAsync("message?task=t1&stream=0&seq=0", [2], origin: "bob");

        Assert.Equal(["403 refused", "403 refused", "200 taken"], [foreign, abort, partner]);
        Assert.Equal([2], await _session.ReceiveAsync(ChannelStream.Control, CancellationToken.None));
    }

    [Fact]
    public async Task An_engine_that_is_started_again_in_the_middle_ends_the_task_with_that_reason()
    {
        string first = await PostAsync("message?task=t1&run=aa&stream=0&seq=0", [1]);
        string again = await PostAsync("message?task=t1&run=bb&stream=0&seq=0", [1]);

        Assert.Equal(["200 taken", "410 refused"], [first, again]);
        PsiException e = await Assert.ThrowsAsync<PsiException>(() => _session.ReceiveAsync(ChannelStream.Elements, CancellationToken.None).AsTask());
        Assert.Equal("the engine of bob was started again in the middle of the task; run the task again", e.Message);
    }

    [Fact]
    public async Task Messages_are_taken_no_faster_than_they_are_used_and_none_is_lost()
    {
        const int Count = 12;
        Task<string>[] posts = [.. Enumerable.Range(0, Count).Select(PostUntilTakenAsync)];
        List<byte> taken = [];
        while (taken.Count < Count)
        {
            taken.AddRange(await _session.ReceiveAsync(ChannelStream.Elements, CancellationToken.None));
        }

        Assert.All(await Task.WhenAll(posts), answer => Assert.Equal("200 taken", answer));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (byte)i), taken);
    }

    [Fact]
    public async Task A_gateway_may_speak_HTTP_2_with_prior_knowledge()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{_port}/kuscia-psi/v1/message?task=t1&stream=1&seq=0")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([7]),
        };

        using HttpResponseMessage response = await _http.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
        Assert.Equal([7], await _session.ReceiveAsync(ChannelStream.Elements, CancellationToken.None));
    }

    [Fact]
    public async Task A_message_over_the_size_limit_is_refused()
    {
        string answer = await PostAsync("message?task=t1&stream=0&seq=0", new byte[PeerWire.MaxBody + 1]);

        Assert.StartsWith("413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abort_ends_every_wait_with_its_reason_on_one_line()
    {
        Task<byte[]> waiting = _session.ReceiveAsync(ChannelStream.Elements, CancellationToken.None).AsTask();

        _ = await PostAsync("abort?task=t1", "disk full\nforged line"u8.ToArray());

        PsiException e = await Assert.ThrowsAsync<PsiException>(() => waiting);
        Assert.Equal("the engine of bob stopped: disk full forged line", e.Message);
        Assert.Equal("410 refused", await PostAsync("ping?task=t1", []));
    }

    [Fact]
    public async Task A_partner_that_never_answers_is_an_error_that_names_address_and_last_answer()
    {
        PsiException e = await Assert.ThrowsAsync<PsiException>(
            () => _session.SendAsync(ChannelStream.Control, new byte[] { 1 }, CancellationToken.None));

        Assert.Equal(ExitCode.Timeout, e.Code);
        Assert.Contains("engine of bob did not answer at 127.0.0.1:", e.Message, StringComparison.Ordinal);
        Assert.Contains("refused", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> PostUntilTakenAsync(int sequence)
    {
        string answer;
        do
        {
            answer = await PostAsync($"message?task=t1&stream=1&seq={sequence}", [(byte)sequence]);
        }
        while (answer == "503 busy");
        return answer;
    }

    private async Task<string> PostAsync(string path, byte[] body, string? origin = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://127.0.0.1:{_port}/kuscia-psi/v1/{path}") { Content = new ByteArrayContent(body) };
        // The answer to a body that is too large comes before the body is sent; otherwise the connection may break first.
        request.Headers.ExpectContinue = true;
        if (origin is not null)
        {
            request.Headers.Add(PeerWire.OriginHeader, origin);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        string mark = response.Headers.TryGetValues(PeerWire.MarkHeader, out IEnumerable<string>? values) ? values.Single() : "-";
        return $"{(int)response.StatusCode} {mark}";
    }
}
