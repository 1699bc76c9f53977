using System.Text.Json.Nodes;
using Kuscia.ApiServer.Admission;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Tests.Vectors;
using Kuscia.ApiServer.Wire;

namespace Kuscia.ApiServer.Tests.Admission;

public sealed class ObjectAdmissionTests
{
    private static readonly ObjectAdmission Admission = new(ProtobufSchema.Load());

    public static TheoryData<int> RecordedRefusals() => [.. Enumerable.Range(0, ((JsonArray)VectorFile.Read("refusals.json")["steps"]!).Count)];

    public static TheoryData<int> RecordedDefaults() => [.. Enumerable.Range(0, ((JsonArray)VectorFile.Read("defaults.json")["cases"]!).Count)];

    [Theory]
    [MemberData(nameof(RecordedRefusals))]
    public void Wrong_manifests_are_refused_in_the_words_of_a_real_server(int index)
    {
        JsonNode step = VectorFile.Read("refusals.json")["steps"]![index]!;

        ApiStatusException refusal = Assert.Throws<ApiStatusException>(() => Create((JsonObject)step["body"]!.DeepClone(), strict: ((string)step["path"]!).Contains("Strict", StringComparison.Ordinal)));

        Assert.Equal((string?)step["message"], refusal.Status.Message);
        Assert.Equal((int)step["status"]!, refusal.Status.Code);
    }

    [Theory]
    [MemberData(nameof(RecordedDefaults))]
    public void Defaults_equal_those_of_a_real_server(int index)
    {
        JsonNode recorded = VectorFile.Read("defaults.json")["cases"]![index]!;
        JsonObject value = (JsonObject)recorded["manifest"]!.DeepClone();

        Create(value, strict: true);

        foreach (string member in (string[])["spec", "status", "data", "type", "rules", "subjects", "roleRef", "subsets"])
        {
            Assert.Equal(Sorted(recorded["stored"]![member]), Sorted(value[member]));
        }
    }

    private static void Create(JsonObject value, bool strict) => Admission.Admit(new AdmissionRequest
    {
        Kind = VectorFile.KindOf(value),
        Operation = AdmissionOperation.Create,
        Namespace = "def",
        Name = (string?)value["metadata"]!["name"] ?? "",
        Object = value,
        User = UserInfo.Local,
        FieldValidation = strict ? FieldValidation.Strict : FieldValidation.Ignore,
    });

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(",", members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{Sorted(m.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Sorted)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };
}
