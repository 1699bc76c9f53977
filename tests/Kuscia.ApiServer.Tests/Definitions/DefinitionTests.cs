using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Definitions;

/// <summary>A definition that is written is served at once, everywhere; one that is deleted takes its objects with it.</summary>
public sealed class DefinitionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_new_definition_is_established_and_served_at_once()
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode before, _) = await server.Admin.GetJsonAsync(Samples.Boats);
        (HttpStatusCode made, JsonObject definition) = await server.Admin.SendJsonAsync("POST", Samples.Definitions, Samples.Definition);
        (HttpStatusCode after, JsonObject boats) = await server.Admin.GetJsonAsync(Samples.Boats);

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.Created, HttpStatusCode.OK], [before, made, after]);
        Assert.Equal("True NoConflicts", Samples.Condition(definition, "NamesAccepted"));
        Assert.Equal("True InitialNamesAccepted", Samples.Condition(definition, "Established"));
        Assert.Equal("""["v1"]""", definition["status"]!["storedVersions"]!.ToJsonString());
        Assert.Equal(("boat", "BoatList"), ((string?)definition["spec"]!["names"]!["singular"], (string?)definition["status"]!["acceptedNames"]!["listKind"]));
        Assert.Equal("BoatList", (string?)boats["kind"]);
    }

    [Fact]
    public async Task Discovery_and_OpenAPI_tell_of_the_kind()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpResponseMessage old = await server.Admin.GetAsync(new Uri("/apis", UriKind.Relative));
        await server.Admin.SendJsonAsync("POST", Samples.Definitions, Samples.Definition);

        using HttpResponseMessage groups = await server.Admin.GetAsync(new Uri("/apis", UriKind.Relative));
        (_, JsonObject group) = await server.Admin.GetJsonAsync("/apis/harbour.example.com");
        (_, JsonObject resources) = await server.Admin.GetJsonAsync("/apis/harbour.example.com/v1");
        (HttpStatusCode api, JsonObject document) = await server.Admin.GetJsonAsync("/openapi/v3/apis/harbour.example.com/v1");

        Assert.NotEqual(old.Headers.ETag, groups.Headers.ETag);
        Assert.Equal("v1", (string?)group["preferredVersion"]!["version"]);
        Assert.Equal(2, group["versions"]!.AsArray().Count);
        Assert.Equal(["boats", "boats/scale", "boats/status"], resources["resources"]!.AsArray().Select(r => (string?)r!["name"]));
        Assert.Equal(("""["bo"]""", """["all"]"""), (resources["resources"]![0]!["shortNames"]!.ToJsonString(), resources["resources"]![0]!["categories"]!.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, api);
        Assert.NotNull(document["components"]!["schemas"]!["com.example.harbour.v1.Boat"]!["properties"]!["spec"]!["properties"]!["colour"]);
    }

    [Fact]
    public async Task A_deleted_definition_takes_its_objects_and_ends_its_watches()
    {
        await using TestServer server = await Samples.StartAsync();
        using CancellationTokenSource limit = new(Deadline);
        (_, JsonObject made) = await server.Admin.SendJsonAsync("POST", Samples.Boats, """{"apiVersion":"harbour.example.com/v1","kind":"Boat","metadata":{"name":"a"},"spec":{"length":3}}""");
        using HttpResponseMessage watch = await server.Admin.GetAsync($"{Samples.Boats}?watch=true&resourceVersion={made.Meta().Text("resourceVersion")}", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using HttpResponseMessage gone = await server.Admin.GetAsync($"{Samples.Definitions}?watch=true&fieldSelector=metadata.name={Samples.Name}", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using StreamReader definitions = new(await gone.Content.ReadAsStreamAsync(limit.Token));

        (HttpStatusCode status, JsonObject deleted) = await server.Admin.SendJsonAsync("DELETE", $"{Samples.Definitions}/{Samples.Name}");
        string events = await watch.Content.ReadAsStringAsync(limit.Token);
        string last = await LastAsync(definitions, limit.Token);
        (HttpStatusCode after, _) = await server.Admin.GetJsonAsync(Samples.Boats);
        await server.Admin.SendJsonAsync("POST", Samples.Definitions, Samples.Definition);
        (_, JsonObject again) = await server.Admin.GetJsonAsync(Samples.Boats);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("True InstanceDeletionPending", Samples.Condition(deleted, "Terminating"));
        Assert.Contains("\"type\":\"DELETED\"", events, StringComparison.Ordinal);
        Assert.Contains(Samples.Name, last, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, after);
        Assert.Empty(again["items"]!.AsArray());
    }

    [Fact]
    public async Task Both_servers_of_a_database_serve_the_kind_and_it_survives_a_start()
    {
        await using TestServer one = await TestServer.StartAsync();
        await using TestServer other = await TestServer.StartAsync(adapt: o => o with { DatabasePath = Path.Combine(one.Folder, "db", "state.db") });

        await one.Admin.SendJsonAsync("POST", Samples.Definitions, Samples.Definition);
        await other.Admin.GetJsonAsync($"{Samples.Definitions}/{Samples.Name}");
        (HttpStatusCode made, _) = await other.Admin.SendJsonAsync("POST", Samples.Boats, """{"metadata":{"name":"a"},"spec":{"length":3}}""");
        await using TestServer third = await TestServer.StartAsync(adapt: o => o with { DatabasePath = Path.Combine(one.Folder, "db", "state.db") });
        (HttpStatusCode found, _) = await third.Admin.GetJsonAsync($"{Samples.Boats}/a");

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK], [made, found]);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_not_accepted_until_it_is_free()
    {
        await using TestServer server = await Samples.StartAsync();
        using CancellationTokenSource limit = new(Deadline);
        string rival = Samples.Definition.Replace("\"boats", "\"ships", StringComparison.Ordinal).Replace("boats.harbour", "ships.harbour", StringComparison.Ordinal);

        (_, JsonObject refused) = await server.Admin.SendJsonAsync("POST", Samples.Definitions, rival);
        (HttpStatusCode served, _) = await server.Admin.GetJsonAsync("/apis/harbour.example.com/v1/ships");
        using HttpResponseMessage watch = await server.Admin.GetAsync(
            $"{Samples.Definitions}?watch=true&fieldSelector=metadata.name=ships.harbour.example.com&resourceVersion={refused.Meta().Text("resourceVersion")}", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using StreamReader events = new(await watch.Content.ReadAsStreamAsync(limit.Token));
        await server.Admin.SendJsonAsync("DELETE", $"{Samples.Definitions}/{Samples.Name}");
        JsonNode accepted = JsonNode.Parse(await events.ReadLineAsync(limit.Token) ?? "{}")!["object"]!;

        Assert.Equal(("False SingularConflict", "False NotAccepted"), (Samples.Condition(refused, "NamesAccepted"), Samples.Condition(refused, "Established")));
        Assert.Equal(HttpStatusCode.NotFound, served);
        Assert.Equal("True InitialNamesAccepted", Samples.Condition(accepted, "Established"));
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.GetJsonAsync("/apis/harbour.example.com/v1/ships")).Status);
    }

    [Fact]
    public async Task Deleting_a_namespace_takes_the_objects_of_defined_kinds_with_it()
    {
        await using TestServer server = await Samples.StartAsync();
        using CancellationTokenSource limit = new(Deadline);
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"quay"}}""");
        (_, JsonObject made) = await server.Admin.SendJsonAsync("POST", "/apis/harbour.example.com/v1/namespaces/quay/boats", """{"metadata":{"name":"a"},"spec":{"length":3}}""");
        using HttpResponseMessage watch = await server.Admin.GetAsync(
            $"/apis/harbour.example.com/v1/boats?watch=true&resourceVersion={made.Meta().Text("resourceVersion")}", HttpCompletionOption.ResponseHeadersRead, limit.Token);
        using StreamReader events = new(await watch.Content.ReadAsStreamAsync(limit.Token));

        await server.Admin.SendJsonAsync("DELETE", "/api/v1/namespaces/quay");

        Assert.StartsWith("{\"type\":\"DELETED\"", await events.ReadLineAsync(limit.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_definitions_of_the_house_are_kept_as_written_and_served_as_built_in()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string Path = Samples.Definitions + "/domains.kuscia.secretflow";
        const string Patch = """{"spec":{"versions":[{"name":"v1alpha1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}""";

        (HttpStatusCode written, _) = await server.Admin.SendJsonAsync("PATCH", Path, Patch, "application/merge-patch+json");
        await using TestServer other = await TestServer.StartAsync(adapt: o => o with { DatabasePath = System.IO.Path.Combine(server.Folder, "db", "state.db") });
        (_, JsonObject kept) = await other.Admin.GetJsonAsync(Path);
        (HttpStatusCode deleted, _) = await server.Admin.SendJsonAsync("DELETE", Path);
        (HttpStatusCode invalid, _) = await server.Admin.SendJsonAsync("POST", "/apis/kuscia.secretflow/v1alpha1/domains", """{"metadata":{"name":"alice"},"spec":{"authCenter":{}}}""");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.UnprocessableEntity], [written, deleted, invalid]);
        Assert.Equal("""{"type":"object"}""", kept["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!.ToJsonString());
    }

    private static async Task<string> LastAsync(StreamReader events, CancellationToken cancellationToken)
    {
        string line = "";
        while (!line.StartsWith("{\"type\":\"DELETED\"", StringComparison.Ordinal))
        {
            line = await events.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("the watch ended before the definition was gone");
        }

        return line;
    }
}
