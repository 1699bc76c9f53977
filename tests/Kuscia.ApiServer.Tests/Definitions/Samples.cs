using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Definitions;

/// <summary>Definitions that the tests create.</summary>
internal static class Samples
{
    public const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string Name = "boats.harbour.example.com";
    public const string Boats = "/apis/harbour.example.com/v1/namespaces/default/boats";

    public const string Schema = """
        {"type":"object","properties":{
          "spec":{"type":"object","required":["length"],"properties":{
            "length":{"type":"integer","minimum":1,"maximum":500},
            "colour":{"type":"string","enum":["red","blue"],"default":"blue"},
            "berth":{"x-kubernetes-int-or-string":true},
            "captain":{"type":"string","nullable":true},
            "replicas":{"type":"integer"},
            "cargo":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
              "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"tons":{"type":"integer"}}}},
            "flags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "notes":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
          "status":{"type":"object","properties":{"phase":{"type":"string"},"replicas":{"type":"integer"},"selector":{"type":"string"}}}}}
        """;

    public const string Version = """
        "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
        "selectableFields":[{"jsonPath":".spec.colour"}],
        "additionalPrinterColumns":[{"name":"Length","type":"integer","jsonPath":".spec.length"},{"name":"Phase","type":"string","jsonPath":".status.phase","priority":1}],
        "schema":{"openAPIV3Schema":
        """ + Schema + "}";

    public const string Spec = """
        {"group":"harbour.example.com","scope":"Namespaced","names":{"plural":"boats","kind":"Boat","shortNames":["bo"],"categories":["all"]},
         "versions":[{"name":"v1","served":true,"storage":true,
        """ + Version + "},{\"name\":\"v1beta1\",\"served\":true,\"storage\":false," + Version + "}]}";

    public const string Definition = "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":{\"name\":\"" + Name + "\"},\"spec\":" + Spec + "}";

    /// <summary>A definition with one version of a schema of its own.</summary>
    public static string Of(string schema, string names = """{"plural":"boats","kind":"Boat"}""", string more = "") =>
        "{\"metadata\":{\"name\":\"boats.harbour.example.com\"},\"spec\":{\"group\":\"harbour.example.com\",\"scope\":\"Namespaced\",\"names\":" + names + "," + more
        + "\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,\"schema\":{\"openAPIV3Schema\":" + schema + "}}]}}";

    /// <summary>A server that serves boats.</summary>
    public static async Task<TestServer> StartAsync()
    {
        TestServer server = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await server.Admin.SendJsonAsync("POST", Definitions, Definition)).Status);
        return server;
    }

    /// <summary>The text of a condition as <c>status reason</c>.</summary>
    public static string Condition(JsonNode definition, string type)
    {
        JsonNode condition = definition["status"]!["conditions"]!.AsArray().Single(c => (string?)c!["type"] == type)!;
        return $"{condition["status"]} {condition["reason"]}";
    }
}
