using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Definitions;

/// <summary>What a definition may not say, and what of it this server does not run.</summary>
public sealed class DefinitionRulesTests
{
    private const string At = "spec.versions[0].schema.openAPIV3Schema";

    [Theory]
    [InlineData("""{"properties":{}}""", At + ".type: Required value: must not be empty at the root")]
    [InlineData("""{"type":"object","properties":{"spec":{}}}""", At + ".properties[spec].type: Required value: must not be empty for specified object fields")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{}}}}""", At + ".properties[a].items.type: Required value: must not be empty for specified array items")]
    [InlineData("""{"type":"object","anyOf":[{"type":"object"}]}""", At + ".anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","additionalProperties":{"type":"string"},"properties":{"b":{"type":"string"}}}}}""",
        At + ".properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","default":"x"}}}""", At + ".properties[a].default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("""{"type":"object","x-kubernetes-validations":[{"rule":"true"}]}""",
        At + ".x-kubernetes-validations: Forbidden: this server does not run CEL rules, and a rule that is not run would let everything pass: leave them out of the definition")]
    public async Task A_schema_that_is_not_structural_is_refused(string schema, string fault)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Samples.Definitions, Samples.Of(schema));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal($"CustomResourceDefinition.apiextensions.k8s.io \"boats.harbour.example.com\" is invalid: {fault}".Replace(":  in body", ": the object in body", StringComparison.Ordinal), body.Text("message"));
    }

    [Theory]
    [InlineData("""{"plural":"ships","kind":"Boat"}""", "", "metadata.name: Invalid value: \"boats.harbour.example.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("""{"plural":"boats","kind":"Boat"}""", "\"conversion\":{\"strategy\":\"Webhook\"},", "spec.conversion.webhook: Forbidden: this server calls no conversion webhooks")]
    public async Task Names_and_conversion_follow_the_rules(string names, string more, string fault)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("POST", Samples.Definitions, Samples.Of("""{"type":"object"}""", names, more));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(fault, body.Text("message")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec":{"scope":"Cluster"}}""", "spec.scope: Invalid value: \"Cluster\": field is immutable")]
    [InlineData("""{"spec":{"names":{"kind":"Ship"}}}""", "spec.names.kind: Invalid value: \"Ship\": field is immutable")]
    public async Task What_objects_depend_on_cannot_be_changed(string patch, string fault)
    {
        await using TestServer server = await Samples.StartAsync();

        (HttpStatusCode status, JsonObject body) = await server.Admin.SendJsonAsync("PATCH", $"{Samples.Definitions}/{Samples.Name}", patch, "application/merge-patch+json");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(fault, body.Text("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_schema_counts_for_the_next_request()
    {
        await using TestServer server = await Samples.StartAsync();
        string changed = Samples.Definition.Replace("\"maximum\":500", "\"maximum\":5", StringComparison.Ordinal);

        await server.Admin.SendJsonAsync("PATCH", $"{Samples.Definitions}/{Samples.Name}?fieldManager=m", changed, "application/apply-patch+yaml");
        await server.Admin.SendJsonAsync("PUT", $"{Samples.Definitions}/{Samples.Name}", changed);
        (HttpStatusCode status, _) = await server.Admin.SendJsonAsync("POST", Samples.Boats, """{"metadata":{"name":"a"},"spec":{"length":6}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
    }
}
