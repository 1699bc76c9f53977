using System.Buffers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Tables;
using Kuscia.ApiServer.Tests.Vectors;

namespace Kuscia.ApiServer.Tests.Tables;

public sealed partial class TableRendererTests
{
    private static readonly TableRenderer Renderer = new(VectorFile.Catalog, FixedTime.June);

    public static TheoryData<string> RecordedKinds() =>
        [.. ((JsonArray)VectorFile.Read("tables.json")["kinds"]!).Where(k => (string?)k!["kind"] != "CustomResourceDefinition").Select(k => (string)k!["kind"]!)];

    [Theory]
    [MemberData(nameof(RecordedKinds))]
    public void Columns_and_cells_equal_those_of_a_real_server(string kind)
    {
        JsonNode recorded = ((JsonArray)VectorFile.Read("tables.json")["kinds"]!).Single(k => (string?)k!["kind"] == kind)!;

        JsonObject table = Render(recorded, IncludeObject.Object);

        Assert.Equal(Text(recorded["columns"]), Text(new JsonArray([.. ((JsonArray)table["columnDefinitions"]!).Select(Undescribed)])));
        Assert.Equal(Rows(recorded["rows"]!), Rows(table["rows"]!));
    }

    [Fact]
    public void A_row_carries_metadata_the_object_or_nothing()
    {
        JsonNode recorded = ((JsonArray)VectorFile.Read("tables.json")["kinds"]!).Single(k => (string?)k!["kind"] == "ConfigMap")!;

        Assert.Equal("PartialObjectMetadata", (string?)Render(recorded, IncludeObject.Metadata)["rows"]![0]!["object"]!["kind"]);
        Assert.Equal("cm1", (string?)Render(recorded, IncludeObject.Metadata)["rows"]![0]!["object"]!["metadata"]!["name"]);
        Assert.Equal("ConfigMap", (string?)Render(recorded, IncludeObject.Object)["rows"]![0]!["object"]!["kind"]);
        Assert.Null(Render(recorded, IncludeObject.None)["rows"]![0]!["object"]);
    }

    [Fact]
    public void Only_the_first_table_of_a_watch_defines_columns()
    {
        JsonNode recorded = ((JsonArray)VectorFile.Read("tables.json")["kinds"]!).Single(k => (string?)k!["kind"] == "ConfigMap")!;

        Assert.Null(Render(recorded, IncludeObject.None, withColumns: false)["columnDefinitions"]);
    }

    [Fact]
    public void A_route_shows_whether_it_is_ready()
    {
        JsonObject route = (JsonObject)JsonNode.Parse("""
            {"apiVersion":"kuscia.secretflow/v1alpha1","kind":"ClusterDomainRoute","metadata":{"name":"alice-bob","creationTimestamp":"2024-05-31T23:00:00Z"},
             "spec":{"source":"alice","destination":"bob","authenticationType":"Token","endpoint":{"host":"10.0.0.1"}},
             "status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}
            """)!;
        JsonObject recorded = new() { ["rows"] = new JsonArray(new JsonObject { ["object"] = route }) };

        JsonObject table = Render(recorded, IncludeObject.None);

        Assert.Equal("""["alice-bob","alice","bob","10.0.0.1","Token","True"]""", table["rows"]![0]!["cells"]!.ToJsonString());
    }

    private static JsonObject Render(JsonNode recorded, IncludeObject include, bool withColumns = true)
    {
        JsonNode[] objects = [.. ((JsonArray)recorded["rows"]!).Select(r => r!["object"]!)];
        TableRequest request = new(VectorFile.KindOf(objects[0]), "v1", include, new ListMeta("7"), withColumns);
        ArrayBufferWriter<byte> output = new();
        Renderer.WriteTable(output, request, [.. objects.Select(o => new StoredObject("k", 1, JsonText.ToUtf8(o)))]);
        return JsonText.ParseObject(output.WrittenSpan);
    }

    private static JsonNode? Undescribed(JsonNode? column)
    {
        JsonObject copy = (JsonObject)column!.DeepClone();
        copy.Remove("description");
        return copy;
    }

    private static string Rows(JsonNode rows) =>
        string.Join("\n", ((JsonArray)rows).Select(r => Text(r!["cells"]) + Text(r["conditions"])));

    private static string Text(JsonNode? node) => AgeText().Replace(node?.ToJsonString().Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal) ?? "", "\"<age>\"");

    [GeneratedRegex("\"([0-9]+[smhdy])+\"")]
    private static partial Regex AgeText();
}
