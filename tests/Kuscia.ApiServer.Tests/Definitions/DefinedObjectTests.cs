using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Definitions;

/// <summary>Objects of a defined kind follow its schema, its subresources, its columns and its versions.</summary>
public sealed class DefinedObjectTests
{
    [Theory]
    [InlineData("""{"length":"x"}""", "spec.length: Invalid value: \"string\": spec.length in body must be of type integer: \"string\"")]
    [InlineData("""{}""", "spec.length: Required value")]
    [InlineData("""{"length":0}""", "spec.length: Invalid value: 0: spec.length in body should be greater than or equal to 1")]
    [InlineData("""{"length":1,"colour":"pink"}""", "spec.colour: Unsupported value: \"pink\": supported values: \"red\", \"blue\"")]
    [InlineData("""{"length":1,"berth":true}""", "spec.berth: Invalid value: \"boolean\": spec.berth in body must be of type integer,string: \"boolean\"")]
    [InlineData("""{"length":1,"replicas":null}""", "spec.replicas: Invalid value: \"null\": spec.replicas in body must be of type integer: \"null\"")]
    [InlineData("""{"length":1,"flags":["a","a"]}""", "spec.flags[1]: Duplicate value: \"a\"")]
    [InlineData("""{"length":1,"cargo":[{"name":"a"},{"name":"a"}]}""", "spec.cargo[1]: Duplicate value: {\"name\":\"a\"}")]
    public async Task A_value_that_the_schema_does_not_allow_is_refused(string spec, string fault)
    {
        await using TestServer server = await Samples.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Samples.Boats, $$"""{"metadata":{"name":"a"},"spec":{{spec}}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal($"Boat.harbour.example.com \"a\" is invalid: {fault}", body.Text("message"));
    }

    [Theory]
    [InlineData("""{"length":1}""", """{"length":1,"colour":"blue"}""")]
    [InlineData("""{"length":1,"colour":null}""", """{"length":1,"colour":"blue"}""")]
    [InlineData("""{"length":1,"captain":null}""", """{"length":1,"captain":null,"colour":"blue"}""")]
    [InlineData("""{"length":1,"mast":2,"notes":{"any":{"thing":1}}}""", """{"length":1,"notes":{"any":{"thing":1}},"colour":"blue"}""")]
    [InlineData("""{"length":1,"cargo":[{"name":"a","smell":"bad"}]}""", """{"length":1,"cargo":[{"name":"a"}],"colour":"blue"}""")]
    public async Task Defaults_are_filled_in_and_what_the_schema_does_not_know_is_dropped(string spec, string stored)
    {
        await using TestServer server = await Samples.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Samples.Boats, $$"""{"metadata":{"name":"a","mood":"good"},"spec":{{spec}}}""");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(stored), body["spec"]), body["spec"]!.ToJsonString());
        Assert.Null(body["metadata"]!["mood"]);
    }

    [Fact]
    public async Task An_unknown_field_is_an_error_for_a_strict_client()
    {
        await using TestServer server = await Samples.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Samples.Boats + "?fieldValidation=Strict", """{"metadata":{"name":"a"},"spec":{"length":1,"mast":2}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.EndsWith("strict decoding error: unknown field \"spec.mast\"", body.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_versions_show_the_same_object()
    {
        await using TestServer server = await Samples.StartAsync();
        string beta = Samples.Boats.Replace("/v1/", "/v1beta1/", StringComparison.Ordinal);

        (HttpStatusCode made, _) = await server.Admin.SendJsonAsync("POST", beta, """{"apiVersion":"harbour.example.com/v1beta1","kind":"Boat","metadata":{"name":"a"},"spec":{"length":1}}""");
        (_, JsonObject stable) = await server.Admin.GetJsonAsync($"{Samples.Boats}/a");
        (_, JsonObject list) = await server.Admin.GetJsonAsync(beta);

        Assert.Equal(HttpStatusCode.Created, made);
        Assert.Equal("harbour.example.com/v1", stable.Text("apiVersion"));
        Assert.Equal("harbour.example.com/v1beta1", (string?)list["items"]![0]!["apiVersion"]);
    }

    [Fact]
    public async Task Status_and_scale_are_written_on_their_own()
    {
        await using TestServer server = await Samples.StartAsync();
        await server.Admin.SendJsonAsync("POST", Samples.Boats, """{"metadata":{"name":"a"},"spec":{"length":1,"replicas":2},"status":{"phase":"Lost"}}""");

        (_, JsonObject afloat) = await server.Admin.SendJsonAsync("PATCH", $"{Samples.Boats}/a/status", """{"spec":{"length":9},"status":{"phase":"Afloat","replicas":1,"selector":"a=b"}}""", "application/merge-patch+json");
        (_, JsonObject scale) = await server.Admin.GetJsonAsync($"{Samples.Boats}/a/scale");
        (HttpStatusCode scaled, _) = await server.Admin.SendJsonAsync("PATCH", $"{Samples.Boats}/a/scale", """{"spec":{"replicas":5}}""", "application/merge-patch+json");
        (_, JsonObject boat) = await server.Admin.GetJsonAsync($"{Samples.Boats}/a");

        Assert.Equal((1, "Afloat"), ((int)afloat["spec"]!["length"]!, (string?)afloat["status"]!["phase"]));
        Assert.Equal((2, 1, "a=b"), ((int)scale["spec"]!["replicas"]!, (int)scale["status"]!["replicas"]!, (string?)scale["status"]!["selector"]));
        Assert.Equal((HttpStatusCode.OK, 5, 2), (scaled, (int)boat["spec"]!["replicas"]!, (int)boat["metadata"]!["generation"]!));
    }

    [Fact]
    public async Task Objects_are_selected_by_declared_fields_and_shown_in_declared_columns()
    {
        await using TestServer server = await Samples.StartAsync();
        await server.Admin.SendJsonAsync("POST", Samples.Boats, """{"metadata":{"name":"a"},"spec":{"length":1,"colour":"red"}}""");
        await server.Admin.SendJsonAsync("POST", Samples.Boats, """{"metadata":{"name":"b"},"spec":{"length":2}}""");

        (_, JsonObject table) = await server.Admin.SendJsonAsync("GET", Samples.Boats + "?fieldSelector=spec.colour=red", accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        (HttpStatusCode unknown, _) = await server.Admin.GetJsonAsync(Samples.Boats + "?fieldSelector=spec.length=1");

        Assert.Equal("""["a",1,null]""", Assert.Single(table["rows"]!.AsArray())!["cells"]!.ToJsonString());
        Assert.Equal(["Name", "Length", "Phase"], table["columnDefinitions"]!.AsArray().Select(c => (string?)c!["name"]));
        Assert.Equal(HttpStatusCode.BadRequest, unknown);
    }

    [Fact]
    public async Task Appliers_share_a_list_by_its_keys()
    {
        await using TestServer server = await Samples.StartAsync();
        const string Apply = "application/apply-patch+yaml";

        await server.Admin.SendJsonAsync("PATCH", $"{Samples.Boats}/a?fieldManager=one", """{"apiVersion":"harbour.example.com/v1","kind":"Boat","metadata":{"name":"a"},"spec":{"length":1,"cargo":[{"name":"tea","tons":1}]}}""", Apply);
        (HttpStatusCode status, JsonObject both) = await server.Admin.SendJsonAsync("PATCH", $"{Samples.Boats}/a?fieldManager=two", """{"apiVersion":"harbour.example.com/v1","kind":"Boat","metadata":{"name":"a"},"spec":{"cargo":[{"name":"rum","tons":2}]}}""", Apply);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["tea", "rum"], both["spec"]!["cargo"]!.AsArray().Select(c => (string?)c!["name"]));
    }

    [Fact]
    public async Task Who_may_do_everything_in_a_namespace_reaches_only_the_boats_there()
    {
        await using TestServer server = await Samples.StartAsync();
        using HttpClient partner = await server.PartnerAsync("quay");

        Assert.Equal(HttpStatusCode.OK, (await partner.GetJsonAsync("/apis/harbour.example.com/v1/namespaces/quay/boats")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetJsonAsync(Samples.Boats)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.SendJsonAsync("POST", Samples.Definitions, Samples.Definition)).Status);
    }
}
