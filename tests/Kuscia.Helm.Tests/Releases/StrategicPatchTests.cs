using System.Text.Json.Nodes;
using Kuscia.Helm.Kube;
using Kuscia.Model.Descriptors;

namespace Kuscia.Helm.Tests.Releases;

public sealed class StrategicPatchTests
{
    [Theory]
    [InlineData("scalars change and go", """{"a":1,"b":2}""", """{"a":3}""", """{"a":1,"b":2,"c":9}""", """{"a":3,"b":null}""")]
    [InlineData("what others set stays", """{"a":1}""", """{"a":1}""", """{"a":1,"z":2}""", "{}")]
    [InlineData("drift is set back", """{"a":1}""", """{"a":1}""", """{"a":7}""", """{"a":1}""")]
    [InlineData("nothing is deleted twice", """{"a":1}""", "{}", "{}", "{}")]
    [InlineData("null deletes", """{"a":1}""", """{"a":null}""", """{"a":1}""", """{"a":null}""")]
    [InlineData("null of an absent member is nothing", "{}", """{"a":null}""", "{}", "{}")]
    [InlineData("other lists are replaced", """{"l":[1]}""", """{"l":[2]}""", """{"l":[1]}""", """{"l":[2]}""")]
    [InlineData(
        "containers merge by name",
        """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"2"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b"},{"name":"mesh"}]}}""",
        """{"spec":{"containers":[{"image":"2","name":"a"},{"$patch":"delete","name":"b"}],"$setElementOrder/containers":[{"name":"a"}]}}""")]
    [InlineData(
        "ports of containers merge by number",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"x"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"y"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"x","protocol":"TCP"}]}]}}""",
        """{"spec":{"containers":[{"ports":[{"name":"y","containerPort":80}],"$setElementOrder/ports":[{"containerPort":80}],"name":"a"}],"$setElementOrder/containers":[{"name":"a"}]}}""")]
    [InlineData(
        "ports that share a number are replaced as a whole",
        """{"spec":{"containers":[{"name":"a","ports":[]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":53,"protocol":"UDP"},{"containerPort":53,"protocol":"TCP"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":53,"protocol":"TCP"}]}]}}""",
        """{"spec":{"containers":[{"ports":[{"containerPort":53,"protocol":"UDP"},{"containerPort":53,"protocol":"TCP"}],"name":"a"}],"$setElementOrder/containers":[{"name":"a"}]}}""")]
    [InlineData(
        "a volume changes its source",
        """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"name":"v","secret":{"secretName":"s"}}]}}""",
        """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"secret":{"secretName":"s"},"emptyDir":null,"name":"v","$retainKeys":["name","secret"]}],"$setElementOrder/volumes":[{"name":"v"}]}}""")]
    [InlineData(
        "finalizers are a set",
        """{"metadata":{"finalizers":["a","b"]}}""",
        """{"metadata":{"finalizers":["b","c"]}}""",
        """{"metadata":{"finalizers":["a","b","other"]}}""",
        """{"metadata":{"finalizers":["c"],"$deleteFromPrimitiveList/finalizers":["a"]}}""")]
    public void Patch_is_what_the_three_states_call_for(string because, string original, string wanted, string live, string expected)
    {
        JsonObject patch = StrategicPatch.Compute(MergeRules.Of("", "Pod"), Parse(original), Parse(wanted), Parse(live));

        Assert.True(JsonNode.DeepEquals(Parse(expected), patch), $"{because}: {patch.ToJsonString()}");
    }

    [Fact]
    public void Applying_the_patch_gives_what_is_wanted_and_a_second_patch_is_empty()
    {
        Random random = new(11);
        for (int round = 0; round < 500; round++)
        {
            JsonObject original = Pod(random);
            JsonObject wanted = Pod(random);
            JsonObject live = original;

            JsonObject patch = StrategicPatch.Compute(MergeRules.Of("", "Pod"), original, wanted, live);
            JsonObject after = PatchDouble.Apply(live, patch, strategic: true);

            Assert.True(JsonNode.DeepEquals(wanted, after), $"{original}\n{wanted}\n{patch}\n{after}");
            Assert.Empty(StrategicPatch.Compute(MergeRules.Of("", "Pod"), wanted, wanted, after));
        }
    }

    [Fact]
    public void Applying_a_merge_patch_gives_the_new_manifest()
    {
        Random random = new(12);
        for (int round = 0; round < 500; round++)
        {
            JsonObject before = Pod(random);
            JsonObject after = Pod(random);

            JsonObject result = PatchDouble.Apply(before, MergePatch.Compute(before, after), strategic: false);

            Assert.True(JsonNode.DeepEquals(after, result));
        }
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonObject Pod(Random random)
    {
        JsonArray containers = new();
        foreach (string name in new[] { "a", "b", "c" }.OrderBy(_ => random.Next()).Take(random.Next(1, 4)))
        {
            JsonObject container = new() { ["name"] = name, ["image"] = $"i{random.Next(2)}" };
            if (random.Next(2) == 0)
            {
                container["env"] = new JsonArray(new JsonObject { ["name"] = "E", ["value"] = $"{random.Next(3)}" });
            }

            containers.Add(container);
        }

        JsonObject spec = new() { ["containers"] = containers, ["args"] = new JsonArray(random.Next(2), random.Next(2)) };
        if (random.Next(2) == 0)
        {
            spec["nodeSelector"] = new JsonObject { [$"k{random.Next(2)}"] = "v" };
        }

        return new JsonObject { ["spec"] = spec };
    }
}
