using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Operations.Envelopes;
using Kuscia.Testing.Clients;

namespace Kuscia.Api.Tests;

/// <summary>Hostile bodies for every operation, over real mutual TLS: always an answer, never a failure nobody foresaw.</summary>
public class FuzzTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int BodiesPerOperation = 60;

    private static readonly string[] Values =
    [
        "null", "0", "-1", "1.5", "1e400", "99999999999999999999", "true", "\"\"", "\"alice\"", "\"../../etc/passwd\"", "\"a/b\"", "\"\\u0000\"", "\"\\ud800\"", "\"名字\"",
        "\"x,y=z\"", "[]", "[[[[]]]]", "[null]", "[\"alice\"]", "[1]", "{}", "{\"a\":{}}", "\"9223372036854775808\"", "\"-----BEGIN CERTIFICATE-----\"", "\"Token\"", "\"localfs\"",
        "{\"domain_id\":\"alice\"}", "[{\"domain_id\":\"alice\",\"domaindata_id\":\"t\"}]", "{\"localfs\":{\"path\":\"relative\"}}",
    ];

    [Fact]
    public async Task No_body_makes_an_operation_fail_unforeseen_or_hang()
    {
        Operation[] operations = [.. new ApiOperations(api.Options, new MemoryResourceClient(TimeProvider.System), api.Identity, api.Logs, TimeProvider.System).All()];
        string[] names = MemberNames(operations);
        Random random = new(20250416);
        using HttpClient client = api.CreateClient();
        List<string> odd = [];
        foreach (Operation operation in operations)
        {
            for (int i = 0; i < BodiesPerOperation; i++)
            {
                string body = Body(random, names);
                if (await CallAsync(client, operation, body) is { } fault)
                {
                    odd.Add($"{operation.Path} {body} -> {fault}");
                }
            }
        }

        Assert.Empty(odd);
    }

    private static async Task<string?> CallAsync(HttpClient client, Operation operation, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, operation.Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (operation.IsStream)
        {
            return response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest ? null : response.StatusCode.ToString();
        }

        string text = await response.Content.ReadAsStringAsync();
        JsonNode? status = response.StatusCode == HttpStatusCode.OK ? JsonNode.Parse(text)?["status"] : null;
        bool isFine = status?["code"] is not null && status["message"]?.GetValue<string>().Length > 0 && !text.Contains("the log of the node tells more", StringComparison.Ordinal);
        return isFine ? null : $"{response.StatusCode} {text}";
    }

    private static string[] MemberNames(IEnumerable<Operation> operations) =>
        [.. operations.SelectMany(o => o.Request.Fields.InDeclarationOrder()).Select(f => f.Name).Distinct().Order(StringComparer.Ordinal)];

    private static string Body(Random random, string[] names)
    {
        IEnumerable<string> members = names.Where(_ => random.Next(4) == 0).Select(name => $"\"{name}\":{Values[random.Next(Values.Length)]}");
        string body = "{" + string.Join(',', members) + "}";
        return random.Next(10) == 0 ? body[..random.Next(body.Length)] : body;
    }
}
