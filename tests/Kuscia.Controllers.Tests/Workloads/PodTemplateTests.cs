using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Controllers.Workloads;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Controllers.Tests.Workloads;

public sealed class PodTemplateTests
{
    // Members that no record of ours types stand in every part that has such.
    private const string Template = """
        {"metadata":{"labels":{"a":"b"},"annotations":{"x":"y"}},
         "spec":{"runtimeClassName":"r","topologySpreadConstraints":[{"maxSkew":1}],"imagePullSecrets":[{"name":"s"}],
          "tolerations":[{"key":"k","operator":"Exists"}],"affinity":{"podAntiAffinity":{"x":[1]}},
          "volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}},{"name":"e","emptyDir":{"medium":"Memory"}}],
          "containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"hostIP":"127.0.0.1"}],"env":[{"name":"n","valueFrom":{"fileKeyRef":{"key":"k"}}}],
           "resources":{"limits":{"cpu":"1"},"claims":[{"name":"g"}]},"volumeMounts":[{"name":"v","mountPath":"/v","mountPropagation":"None"}],
           "lifecycle":{"preStop":{"sleep":{"seconds":3}}}}]}}
        """;

    [Fact]
    public void Nothing_of_a_template_is_lost_on_the_way_to_a_pod()
    {
        PodTemplateSpec template = Parse(Template);

        JsonNode? written = JsonSerializer.SerializeToNode(template, ModelJsonContext.Default.PodTemplateSpec);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Template), written), written?.ToJsonString());
    }

    [Fact]
    public void Order_of_members_and_empty_ones_make_no_other_template()
    {
        PodTemplateSpec one = Parse("""{"metadata":{"labels":{"a":"b","c":"d"},"creationTimestamp":null},"spec":{"containers":[{"name":"c","image":"i","env":[],"resources":{}}]}}""");
        PodTemplateSpec other = Parse("""{"spec":{"containers":[{"image":"i","name":"c"}]},"metadata":{"labels":{"c":"d","a":"b","pod-template-hash":"x"}}}""");

        Assert.True(PodTemplates.AreSame(one, other));
        Assert.Equal(PodTemplates.Hash(one, null), PodTemplates.Hash(other, 0));
    }

    [Fact]
    public void Another_image_is_another_template()
    {
        PodTemplateSpec one = Parse("""{"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        PodTemplateSpec other = Parse("""{"spec":{"containers":[{"name":"c","image":"j"}]}}""");

        Assert.False(PodTemplates.AreSame(one, other));
        Assert.NotEqual(PodTemplates.Hash(one, null), PodTemplates.Hash(other, null));
    }

    [Fact]
    public void A_collision_gives_another_hash()
    {
        PodTemplateSpec template = Parse(Template);

        Assert.NotEqual(PodTemplates.Hash(template, 1), PodTemplates.Hash(template, null));
        Assert.Matches("^[bcdfghjklmnpqrstvwxz2456789]+$", PodTemplates.Hash(template, 1));
    }

    private static PodTemplateSpec Parse(string json) => JsonSerializer.Deserialize(json, ModelJsonContext.Default.PodTemplateSpec) ?? new PodTemplateSpec();
}
