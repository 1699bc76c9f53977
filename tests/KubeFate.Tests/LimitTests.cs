using System.Net;
using System.Net.Http.Headers;
using KubeFate.Service;
using KubeFate.Tests.Replay;

namespace KubeFate.Tests;

/// <summary>What is too much is refused with the figure.</summary>
public sealed class LimitTests(World world) : IClassFixture<World>
{
    [Fact]
    public async Task A_login_longer_than_any_can_be_is_refused_unread()
    {
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };
        using StringContent body = new($$"""{"username":"{{new string('x', 100_000)}}","password":""}""");

        using HttpResponseMessage answer = await http.PostAsync("/v1/user/login", body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("64 KiB", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_beyond_the_limit_is_refused_with_the_limit()
    {
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient client = await ServiceClient.EnterAsync(service.Port);
        using MultipartFormDataContent form = new() { { new ByteArrayContent(new byte[(64 << 20) + 100_000]), "file", "big.tgz" } };
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chart") { Content = form };
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage answer = await client.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("64 MiB", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_refused()
    {
        await using FateService service = await world.StartServiceAsync(world.NewDatabase());
        await using FateService stranger = await world.StartServiceAsync(world.NewDatabase());
        using ServiceClient forger = await ServiceClient.EnterAsync(stranger.Port);
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", forger.Token);

        using HttpResponseMessage answer = await http.GetAsync("/v1/user/");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("signature is invalid", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_file_is_for_its_owner_alone()
    {
        string file = world.NewDatabase();
        await using FateService service = await world.StartServiceAsync(file);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }
}
