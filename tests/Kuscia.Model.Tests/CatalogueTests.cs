using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.Model.Tests;

public sealed class CatalogueTests
{
    private static readonly KindCatalog Catalog = BuiltInKinds.CreateCatalog();

    public static TheoryData<string> KusciaKinds() => [.. Catalog.All.Where(k => k.IsCustom).Select(k => k.Kind.Plural)];

    [Fact]
    public void The_catalogue_holds_the_18_kuscia_kinds() => Assert.Equal(18, Catalog.All.Count(k => k.IsCustom));

    [Theory]
    [InlineData("appimages", "appimage", "aimg", false, false)]
    [InlineData("clusterdomainroutes", "clusterdomainroute", "cdr", false, true)]
    [InlineData("domains", "domain", null, false, true)]
    [InlineData("domainappimages", "domainappimage", "daimg", true, false)]
    [InlineData("domaindatas", "domaindata", "kdd", true, true)]
    [InlineData("domaindatagrants", "domaindatagrant", "ddg", true, true)]
    [InlineData("domaindatasources", "domaindatasource", "dds", true, true)]
    [InlineData("domainroutes", "domainroute", "dr", true, true)]
    [InlineData("gateways", "gateway", "gw", true, true)]
    [InlineData("interopconfigs", "interopconfig", "interop", false, false)]
    [InlineData("kusciadeployments", "kusciadeployment", "kd", true, true)]
    [InlineData("kusciadeploymentsummaries", "kusciadeploymentsummary", "kds", true, false)]
    [InlineData("kusciajobs", "kusciajob", "kj", true, true)]
    [InlineData("kusciajobsummaries", "kusciajobsummary", "kjs", true, false)]
    [InlineData("kusciatasks", "kusciatask", "kt", true, true)]
    [InlineData("kusciatasksummaries", "kusciatasksummary", "kts", true, false)]
    [InlineData("taskresources", "taskresource", "tr", true, false)]
    [InlineData("taskresourcegroups", "taskresourcegroup", "trg", false, true)]
    public void Names_scope_and_status_are_those_of_the_documents(string plural, string singular, string? shortName, bool namespaced, bool status)
    {
        KindDescriptor kind = Kind(plural);

        Assert.Equal((singular, shortName, namespaced, status), (kind.Singular, kind.ShortNames.SingleOrDefault(), kind.Kind.Namespaced, kind.HasStatusSubresource));
    }

    [Theory]
    [MemberData(nameof(KusciaKinds))]
    public void Every_member_of_a_kuscia_kind_is_described(string plural)
    {
        List<string> missing = [];
        Undescribed(Kind(plural).Schema!, plural, missing);

        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("kusciajobs", "spec", """["initiator","tasks"]""")]
    [InlineData("kusciajobs", "", """["metadata","spec"]""")]
    [InlineData("clusterdomainroutes", "", null)]
    [InlineData("gateways", "", null)]
    [InlineData("kusciadeploymentsummaries", "", """["metadata"]""")]
    [InlineData("appimages", "spec.deployTemplates[].spec.containers[]", """["name","workingDir"]""")]
    [InlineData("domainroutes", "spec.tokenConfig", """["tokenGenMethod"]""")]
    [InlineData("domainroutes", "status", """["isDestinationAuthorized","isDestinationUnreachable"]""")]
    [InlineData("clusterdomainroutes", "status.tokenStatus.sourceTokens[]", """["isReady"]""")]
    [InlineData("domaindatas", "status.conditions[]", """["status","reason","lastUpdateTime"]""")]
    [InlineData("taskresourcegroups", "spec", """["minReservedMembers","initiator"]""")]
    public void Required_members_are_those_of_the_documents(string plural, string path, string? required) =>
        Assert.Equal(required, At(plural, path)["required"]?.ToJsonString());

    [Theory]
    [InlineData("kusciajobs", "spec.maxParallelism", """{"type":"integer","format":"int32","minimum":1,"maximum":128,"default":1}""")]
    [InlineData("kusciajobs", "spec.scheduleMode", """{"type":"string","enum":["Strict","BestEffort"],"default":"Strict"}""")]
    [InlineData("kusciajobs", "spec.tasks[].tolerable", """{"type":"boolean","default":false}""")]
    [InlineData("kusciajobsummaries", "spec.stage", """{"type":"string","default":"Create"}""")]
    [InlineData("kusciatasks", "status.progress", """{"type":"number","format":"float"}""")]
    [InlineData("domains", "spec.resourceQuota.podMaxCount", """{"type":"integer","format":"int32","minimum":0}""")]
    [InlineData("domainroutes", "spec.mTLSConfig.tlsCA", """{"type":"string"}""")]
    [InlineData("domainroutes", "spec.endpoint.ports[].port", """{"type":"integer","format":"int32","minimum":1,"maximum":65535}""")]
    [InlineData("domaindatagrants", "spec.limit.grantMode[]", """{"type":"string","enum":["normal","metadata","file"]}""")]
    [InlineData("domaindatagrants", "status.use_records[].use_time", """{"type":"string","format":"date-time"}""")]
    [InlineData("appimages", "spec.deployTemplates[].spec.containers[].ports[].scope", """{"type":"string","enum":["Cluster","Domain","Local"],"default":"Local"}""")]
    [InlineData("kusciatasksummaries", "status.resourceStatus.*[].hostTaskResourceVersion", """{"type":"string"}""")]
    public void Rules_of_members_are_those_of_the_documents(string plural, string path, string expected)
    {
        JsonObject schema = (JsonObject)At(plural, path).DeepClone();
        schema.Remove("description");

        Assert.Equal(expected, schema.ToJsonString());
    }

    [Fact]
    public void Lists_of_tasks_hold_1_to_128_items()
    {
        JsonObject tasks = At("kusciajobs", "spec.tasks");

        Assert.Equal((1, 128), ((int)tasks["minItems"]!, (int)tasks["maxItems"]!));
    }

    private static KindDescriptor Kind(string plural) => Catalog.All.Single(k => k.Kind.Plural == plural);

    private static JsonObject At(string plural, string path)
    {
        JsonNode node = Kind(plural).Schema!;
        foreach (string step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = step.Replace("[]", "", StringComparison.Ordinal);
            node = name == "*" ? node["additionalProperties"]! : node["properties"]![name]!;
            node = step.EndsWith("[]", StringComparison.Ordinal) ? node["items"]! : node;
        }

        return (JsonObject)node;
    }

    private static void Undescribed(JsonObject schema, string path, List<string> missing)
    {
        foreach ((string name, JsonNode? node) in schema["properties"] as JsonObject ?? [])
        {
            JsonObject property = (JsonObject)node!;
            if (property["description"] is null)
            {
                missing.Add($"{path}.{name}");
            }

            Undescribed(property["items"] as JsonObject ?? property["additionalProperties"] as JsonObject ?? property, $"{path}.{name}", missing);
        }
    }
}
