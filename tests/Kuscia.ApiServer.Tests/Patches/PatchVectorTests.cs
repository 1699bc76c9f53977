using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Http;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Patches;

/// <summary>Recorded patches and their results, played over HTTP. Cases that are not followed stand in not-followed.json with the reason.</summary>
public sealed class PatchVectorTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Patches");

    [Theory]
    [InlineData("json")]
    [InlineData("merge")]
    [InlineData("strategic")]
    [InlineData("apply")]
    public async Task Results_are_those_of_a_real_server(string type)
    {
        JsonObject notFollowed = Read("not-followed.json");
        await using TestServer server = await TestServer.StartAsync();

        List<string> unexpected = new();
        foreach (JsonNode? item in Read("patch.json")["cases"]!.AsArray())
        {
            JsonObject recorded = item!.AsObject();
            if (recorded.Text("type") == type && await PlayAsync(server, recorded) is string difference && !notFollowed.ContainsKey($"{recorded.Number("id")}"))
            {
                unexpected.Add($"case {recorded.Number("id")} {recorded.Text("kind")} ({recorded.Text("note")}): {difference}");
            }
        }

        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }

    private static async Task<string?> PlayAsync(TestServer server, JsonObject recorded)
    {
        string @namespace = $"p{recorded.Number("id")}";
        string path = ObjectPath(recorded.Text("kind")!, @namespace);
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{@namespace}}}"}}""");
        VectorMatch match = new();
        if (recorded["before"] is JsonObject before)
        {
            (HttpStatusCode made, JsonObject answer) = await server.Admin.SendJsonAsync("POST", path + "?fieldManager=creator", match.Fill(JsonText.ToText(before)));
            if (made != HttpStatusCode.Created)
            {
                return $"cannot be prepared: {JsonText.ToText(answer)}";
            }
        }

        IEnumerable<JsonObject> steps = recorded["steps"] is JsonArray list ? list.Select(s => s!.AsObject()) : [recorded];
        foreach (JsonObject step in steps)
        {
            if (await StepAsync(server, path, recorded, step, match) is string difference)
            {
                return difference;
            }
        }

        return null;
    }

    private static async Task<string?> StepAsync(TestServer server, string path, JsonObject recorded, JsonObject step, VectorMatch match)
    {
        string contentType = (step.Text("type") ?? recorded.Text("type")) switch
        {
            "json" => "application/json-patch+json",
            "merge" => "application/merge-patch+json",
            "strategic" => "application/strategic-merge-patch+json",
            _ => "application/apply-patch+yaml",
        };
        string subresource = step.Text("subresource") ?? recorded.Text("subresource") ?? "";
        string target = $"{path}/x{(subresource.Length > 0 ? "/" + subresource : "")}";
        string query = (step["query"] ?? recorded["query"]) switch
        {
            JsonValue text => text.GetValue<string>().TrimStart('?'),
            JsonObject members => string.Join('&', members.Select(m => $"{m.Key}={m.Value}")),
            _ => "",
        };
        string body = step["patch"] is JsonValue raw && raw.TryGetValue(out string? plain) ? plain : JsonText.ToText(step["patch"]!);
        (HttpStatusCode status, JsonObject answer) = await server.Admin.SendJsonAsync("PATCH", query.Length > 0 ? $"{target}?{query}" : target, match.Fill(body), contentType);
        if ((int)status != step.Number("status"))
        {
            return $"status {(int)status} instead of {step.Number("status")}: {JsonText.ToText(answer)}";
        }

        return step["after"] is JsonObject after ? Compare(match, after, answer) : match.Differ(step["error"], answer);
    }

    private static string? Compare(VectorMatch match, JsonObject after, JsonObject answer)
    {
        // Only the apply cases were recorded with the owners of fields.
        JsonObject meta = answer.Meta();
        string[] left = after.Meta().ContainsKey("managedFields") ? [] : ["managedFields"];
        foreach (string name in (string[])["uid", "resourceVersion", "creationTimestamp", "namespace", .. left])
        {
            meta.Remove(name);
        }

        return match.Differ(after, answer);
    }

    private static string ObjectPath(string kind, string @namespace) => kind switch
    {
        "Deployment" => $"/apis/apps/v1/namespaces/{@namespace}/deployments",
        "DomainData" => $"/apis/kuscia.secretflow/v1alpha1/namespaces/{@namespace}/domaindatas",
        "Role" => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{@namespace}/roles",
        "Ingress" => $"/apis/networking.k8s.io/v1/namespaces/{@namespace}/ingresses",
        _ => $"/api/v1/namespaces/{@namespace}/{kind.ToLowerInvariant()}s",
    };

    private static JsonObject Read(string file) => JsonText.ParseObject(File.ReadAllBytes(System.IO.Path.Combine(Folder, file)));
}
