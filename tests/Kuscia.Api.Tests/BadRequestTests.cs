using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Kuscia.Protos.KusciaApi;
using Task = System.Threading.Tasks.Task;

namespace Kuscia.Api.Tests;

public class BadRequestTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Job = "/api/v1/job/create";

    [Theory]
    [InlineData(Job, """{"job_id":7}""", "Field \"job_id\" is invalid, invalid value: 7: it must be a text in double quotes")]
    [InlineData(Job, """{"max_parallelism":"many"}""", "Field \"max_parallelism\" is invalid, invalid value: \"many\": it must be a whole number of 32 bits")]
    [InlineData(Job, """{"maxParallelism":3000000000}""", "Field \"max_parallelism\" is invalid, invalid value: 3000000000: it must be a whole number of 32 bits")]
    [InlineData(Job, """{"tasks":{"alias":"x"}}""", "Field \"tasks\" is invalid, invalid value: an object: it must be a list […]")]
    [InlineData(Job, """{"tasks":[{"tolerable":"yes"}]}""", "Field \"tasks[0].tolerable\" is invalid, invalid value: \"yes\": it must be true or false")]
    [InlineData(Job, """{"tasks":[{"parties":[{"bandwidth_limits":[{"limit_kbps":1.5}]}]}]}""", "Field \"tasks[0].parties[0].bandwidth_limits[0].limit_kbps\" is invalid, invalid value: 1.5: it must be a whole number of 64 bits")]
    [InlineData(Job, """{"tasks":[null]}""", "Field \"tasks[0]\" is null; leave it out of the list")]
    [InlineData(Job, """{"custom_fields":{"a":1}}""", "Field \"custom_fields.a\" is invalid, invalid value: 1: it must be a text in double quotes")]
    [InlineData("/api/v1/domaindata/create", """{"file_format":[]}""", "Field \"file_format\" is invalid, invalid value: a list: it must be one of UNKNOWN, CSV, BINARY, or its number")]
    public async Task Wrong_type_names_field_value_and_cure(string path, string body, string message)
    {
        Assert.Equal((11101, message), await api.OutcomeAsync(path, body));
    }

    [Theory]
    [InlineData("/api/v1/domaindatasource/create", """{"info":{"database":{"password":12345}}}""", "info.database.password", "12345")]
    [InlineData("/api/v1/domaindatasource/create", """{"info":{"oss":{"access_key_secret":["s3cr3t"]}}}""", "info.oss.access_key_secret", "s3cr3t")]
    [InlineData("/api/v1/route/create", """{"mtls_config":{"source_client_private_key":98765}}""", "mtls_config.source_client_private_key", "98765")]
    public async Task Secret_of_the_wrong_type_is_not_echoed(string path, string body, string field, string secret)
    {
        (int code, string message) = await api.OutcomeAsync(path, body);

        Assert.Equal(11101, code);
        Assert.Contains(field, message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_fields_of_newer_clients_are_tolerated()
    {
        JsonNode answer = await api.PostAsync("/api/v1/domain/query", """{"domain_id":"master","later":{"a":[1]}}""");

        Assert.Equal(0, answer["status"]!["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("{\"job_id\":", "line 1, byte")]
    [InlineData("{\"job_id\":\"a\",\"jobId\":\"b\"}", "given twice")]
    public async Task Unreadable_body_is_11101_with_a_reason(string body, string reason)
    {
        (int code, string message) = await api.OutcomeAsync("/api/v1/job/query", body);

        Assert.Equal(11101, code);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    // As the originals' second decoder takes it.
    [Theory]
    [InlineData("{\"job_id\":\"a\",\"job_id\":\"b\"}", 11202, "kusciajobs.kuscia.secretflow \"b\" not found")]
    [InlineData("{\"job_id\":\"b\"} and more", 11202, "kusciajobs.kuscia.secretflow \"b\" not found")]
    [InlineData("{\"job_id\":\"\\ud800\"}", 11202, "kusciajobs.kuscia.secretflow \"\ufffd\" not found")]
    [InlineData("null", 11100, "job id can not be empty")]
    public async Task Odd_body_is_read_as_clients_are_used_to(string body, int expected, string message)
    {
        Assert.Equal((expected, message), await api.OutcomeAsync("/api/v1/job/query", body));
    }

    [Fact]
    public async Task Deep_nesting_is_11101_with_the_limit()
    {
        string body = string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100);

        (int code, string message) = await api.OutcomeAsync("/api/v1/job/query", body);

        Assert.Equal((11101, true), (code, message.Contains("deeper than 64", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("multipart/form-data")]
    public async Task Other_content_type_is_11100_and_named(string type)
    {
        using HttpClient client = api.CreateClient();
        using StringContent body = new("{}", MediaTypeHeaderValue.Parse(type));

        using HttpResponseMessage response = await client.PostAsync("/api/v1/job/query", body);

        JsonNode status = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!;
        Assert.Equal((HttpStatusCode.OK, 11100), (response.StatusCode, status["code"]!.GetValue<int>()));
        Assert.Contains($"\"{type}\" is not supported", status["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_in_protobuf_gets_a_reply_in_protobuf()
    {
        using HttpClient client = api.CreateClient();
        using ByteArrayContent body = new(new QueryJobRequest { JobId = "nothing" }.ToByteArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");

        using HttpResponseMessage response = await client.PostAsync("/api/v1/job/query", body);

        QueryJobResponse reply = QueryJobResponse.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((11202, "kusciajobs.kuscia.secretflow \"nothing\" not found"), (reply.Status.Code, reply.Status.Message));
    }

    [Fact]
    public async Task Broken_protobuf_is_11101_in_JSON()
    {
        using HttpClient client = api.CreateClient();
        using ByteArrayContent body = new([0xff, 0xff, 0xff]);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");

        using HttpResponseMessage response = await client.PostAsync("/api/v1/job/query", body);

        Assert.Equal(11101, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["status"]!["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("POST", "/api/v1/job/query/", HttpStatusCode.TemporaryRedirect, "/api/v1/job/query")]
    [InlineData("POST", "/api/v1//job/query", HttpStatusCode.TemporaryRedirect, "/api/v1/job/query")]
    [InlineData("GET", "/probe/", HttpStatusCode.MovedPermanently, "/probe")]
    public async Task Path_with_a_slash_too_many_leads_to_the_right_one(string method, string path, HttpStatusCode expected, string location)
    {
        using HttpClient client = api.CreateClient(followsRedirects: false);
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal((expected, location), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Other_method_is_404(string method)
    {
        using HttpClient client = api.CreateClient();
        using HttpRequestMessage request = new(new HttpMethod(method), "/api/v1/job/query");

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404 page not found", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Too_large_body_is_refused_with_the_limit(bool chunked)
    {
        using HttpClient client = api.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/job/query")
        {
            Content = new StringContent("{\"job_id\":\"" + new string('x', 5 << 20) + "\"}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = !chunked;

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("the limit is 4194304 bytes", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "request domain id can not be empty")]
    [InlineData("""{"domain_id":"alice"}""", "request type can not be empty")]
    [InlineData("""{"domain_id":"alice","type":"table"}""", "request relative uri can not be empty")]
    public async Task First_missing_field_is_named_in_the_whole_envelope(string body, string message)
    {
        JsonNode answer = await api.PostAsync("/api/v1/domaindata/create", body);

        Assert.Equal($$$"""{"status":{"code":11100,"message":"{{{message}}}","details":[]},"data":null}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("batchQuery", """{"data":[]}""", "request data should not be nil")]
    [InlineData("list", """{"data":{}}""", "request domainID should not be empty")]
    public async Task Two_operations_tell_a_missing_field_in_the_short_form(string operation, string body, string message)
    {
        JsonNode answer = await api.PostAsync($"/api/v1/domaindata/{operation}", body);

        Assert.Equal($$$"""{"status":{"code":11100,"message":"{{{message}}}"}}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("/api/v1/job/watch", "{\"timeout_seconds\":")]
    [InlineData("/api/v1/job/watch", "{\"timeout_seconds\":-1}")]
    [InlineData("/api/v1/log/task/query", "[]")]
    public async Task Bad_request_of_a_stream_is_400_without_a_body(string path, string body)
    {
        using HttpClient client = api.CreateClient();

        using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((HttpStatusCode.BadRequest, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Unreachable_store_has_the_code_of_the_operation()
    {
        await using Owned own = await Owned.StartAsync();
        own.Store.Unreachable = true;

        (int code, string message) = await own.Api.OutcomeAsync("/api/v1/job/query", """{"job_id":"a"}""");

        Assert.Equal(11202, code);
        Assert.Contains("does not answer", message, StringComparison.Ordinal);
    }
}
