using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests;

/// <summary>Kinds that charts and programs of other makers ask for are stored and listed; their writer is told when nothing acts on them, and only then.</summary>
public sealed class StoredKindTests
{
    private const string Template = """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
    private const string AsTable = "application/json;as=Table;v=v1;g=meta.k8s.io";

    /// <summary>Path, body, cells without the age, and whether nothing acts on it.</summary>
    public static TheoryData<string, string, string, bool> Objects() => new()
    {
        { "/api/v1/namespaces/default/limitranges", """{"spec":{"limits":[]}}""", "x", false },
        { "/api/v1/namespaces/default/podtemplates", """{"template":""" + Template + "}", "x c i a=b", true },
        { "/api/v1/namespaces/default/replicationcontrollers", """{"spec":{"template":""" + Template + "}}", "x 1 0 0 c i a=b", true },
        { "/api/v1/namespaces/default/persistentvolumeclaims", """{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""", "x Pending", true },
        { "/api/v1/persistentvolumes", """{"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/d"}}}""", "x 1Gi RWO Retain Pending", true },
        { "/apis/apps/v1/namespaces/default/statefulsets", """{"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":""" + Template + "}}", "x 0/1", false },
        { "/apis/apps/v1/namespaces/default/daemonsets", """{"spec":{"selector":{"matchLabels":{"a":"b"}},"template":""" + Template + "}}", "x 0 0 0 0 0", false },
        { "/apis/batch/v1/namespaces/default/cronjobs",
            """{"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""", "x * * * * * <none> False 0 <none>", false },
        { "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", """{"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":3}}""", "x Deployment/d <none> 1 3 0", true },
        { "/apis/policy/v1/namespaces/default/poddisruptionbudgets", """{"spec":{"minAvailable":1}}""", "x 1 N/A 0", false },
        { "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", """{"spec":{"podSelector":{"matchLabels":{"a":"b"}}}}""", "x a=b", true },
        { "/apis/networking.k8s.io/v1/servicecidrs", """{"spec":{"cidrs":["10.1.0.0/16"]}}""", "x 10.1.0.0/16", true },
        { "/apis/storage.k8s.io/v1/csidrivers", """{"spec":{}}""", "x True False False <unset> False Persistent", true },
        { "/apis/storage.k8s.io/v1/csinodes", """{"spec":{"drivers":[]}}""", "x 0", true },
        { "/apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities", """{"storageClassName":"fast","capacity":"1Gi"}""", "x fast 1Gi", true },
        { "/apis/storage.k8s.io/v1/volumeattachments", """{"spec":{"attacher":"t","nodeName":"n","source":{"persistentVolumeName":"p"}}}""", "x t p n False", true },
        { "/apis/scheduling.k8s.io/v1/priorityclasses", """{"value":7}""", "x 7 False", true },
        { "/apis/node.k8s.io/v1/runtimeclasses", """{"handler":"h"}""", "x h", true },
        { "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", """{"spec":{"priorityLevelConfiguration":{"name":"l"},"matchingPrecedence":9}}""", "x l 9 <none>", true },
        { "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", "{}", "x 0", true },
        { "/apis/apiregistration.k8s.io/v1/apiservices", """{"spec":{"group":"g","version":"v1","service":{"namespace":"n","name":"s"}}}""", "x n/s False (NotForwarded)", true },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task An_object_is_stored_and_listed_in_the_columns_of_kubectl(string path, string body, string cells, bool warned)
    {
        await using TestServer server = await TestServer.StartAsync();
        JsonObject value = JsonNode.Parse(body)!.AsObject();
        value["metadata"] = new JsonObject { ["name"] = "x" };
        using StringContent content = new(value.ToJsonString(), Encoding.UTF8, "application/json");

        using HttpResponseMessage made = await server.Admin.PostAsync(new Uri(path, UriKind.Relative), content);
        (_, JsonObject table) = await server.Admin.SendJsonAsync("GET", path, accept: AsTable);

        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        Assert.Equal(warned, made.Headers.TryGetValues("Warning", out IEnumerable<string>? told) && Assert.Single(told).Contains("is stored, but", StringComparison.Ordinal));
        JsonArray row = Assert.Single(table["rows"]!.AsArray())!["cells"]!.AsArray();
        Assert.StartsWith(cells, string.Join(' ', row.Select(Shown).Where(c => c.Length > 0 && c is not "0s" and not "1s" and not "2s")), StringComparison.Ordinal);
        Assert.Equal(table["columnDefinitions"]!.AsArray().Count, row.Count);
    }

    [Theory]
    [InlineData("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """{"metadata":{"name":"x"},"webhooks":[{"name":"w.x.y"}]}""", "webhooks[0].clientConfig: Forbidden: this server calls no webhooks: \"w.x.y\"")]
    [InlineData("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", """{"metadata":{"name":"x"},"webhooks":[{"name":"w.x.y"}]}""", "webhooks[0].clientConfig: Forbidden: this server calls no webhooks")]
    [InlineData("/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", """{"metadata":{"name":"x"},"spec":{"validations":[{"expression":"true"}]}}""", "spec.validations: Forbidden: this server runs no admission policies")]
    public async Task What_would_judge_requests_and_is_never_asked_is_refused_by_name(string path, string body, string fault)
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject answer) = await server.Admin.SendJsonAsync("POST", path, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(fault, answer.Text("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_versions_of_an_autoscaler_show_one_object()
    {
        await using TestServer server = await TestServer.StartAsync();
        const string First = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
        const string Second = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";

        await server.Admin.SendJsonAsync("POST", First, """{"metadata":{"name":"x"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"maxReplicas":3,"targetCPUUtilizationPercentage":70}}""");
        (_, JsonObject second) = await server.Admin.GetJsonAsync($"{Second}/x");
        (_, JsonObject first) = await server.Admin.SendJsonAsync("PATCH", $"{First}/x", """{"spec":{"targetCPUUtilizationPercentage":60}}""", "application/merge-patch+json");
        (_, JsonObject groups) = await server.Admin.GetJsonAsync("/apis/autoscaling");

        Assert.Equal(("autoscaling/v2", 70), (second.Text("apiVersion"), (int)second["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]!));
        Assert.Equal(("autoscaling/v1", 60), (first.Text("apiVersion"), (int)first["spec"]!["targetCPUUtilizationPercentage"]!));
        Assert.Equal("v2", (string?)groups["preferredVersion"]!["version"]);
    }

    [Fact]
    public async Task A_signing_request_names_its_writer_whatever_it_says()
    {
        await using TestServer server = await TestServer.StartAsync();

        (HttpStatusCode status, JsonObject made) = await server.Admin.SendJsonAsync("POST", "/apis/certificates.k8s.io/v1/certificatesigningrequests",
            """{"metadata":{"name":"x"},"spec":{"request":"AA==","signerName":"a.b/c","usages":["client auth"],"username":"somebody","groups":["system:masters"]}}""");

        Assert.Equal(HttpStatusCode.Created, status);
        Assert.NotEqual("somebody", (string?)made["spec"]!["username"]);
    }

    private static string Shown(JsonNode? cell) => cell?.ToString() switch
    {
        null => "",
        "true" => "True",
        "false" => "False",
        string text => text,
    };
}
