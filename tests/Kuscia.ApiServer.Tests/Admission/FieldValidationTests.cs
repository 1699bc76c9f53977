using System.Text.Json.Nodes;
using Kuscia.ApiServer.Admission;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Tests.Vectors;
using Kuscia.ApiServer.Wire;

namespace Kuscia.ApiServer.Tests.Admission;

public sealed class FieldValidationTests
{
    private const string Job = """
        {"apiVersion":"kuscia.secretflow/v1alpha1","kind":"KusciaJob","metadata":{"name":"j","namespace":"cross-domain"},
         "spec":{"initiator":"alice","newer":1,"tasks":[{"alias":"t","appImage":"i","taskInputConfig":"{}","parties":[{"domainID":"alice","resources":{"limits":{"cpu":"1"}}}]}]}}
        """;

    private static readonly ObjectAdmission Admission = new(ProtobufSchema.Load());

    [Fact]
    public void Strict_clients_are_told_of_unknown_and_duplicate_fields()
    {
        AdmissionRequest request = Request(Job, FieldValidation.Strict, duplicates: ["spec.initiator"]);

        ApiStatusException refusal = Assert.Throws<ApiStatusException>(() => Admission.Admit(request));

        Assert.Equal(
            "KusciaJob in version \"v1alpha1\" cannot be handled as a KusciaJob: strict decoding error: duplicate field \"spec.initiator\", unknown field \"spec.newer\"",
            refusal.Status.Message);
    }

    [Fact]
    public void Others_are_warned_and_the_field_is_kept()
    {
        AdmissionRequest request = Request(Job, FieldValidation.Warn);

        Admission.Admit(request);

        Assert.Equal(["unknown field \"spec.newer\""], request.Warnings);
        Assert.Equal(1, (int)request.Object["spec"]!["newer"]!);
    }

    [Theory]
    [InlineData("KusciaJob", "default", """{"initiator":"a","tasks":[{"alias":"t","appImage":"i","taskInputConfig":"","parties":[{"domainID":"a"}]}]}""", "KusciaJob \"x\" is in namespace \"default\", where nothing acts on it: create it in namespace \"cross-domain\"")]
    [InlineData("KusciaTask", "cross-domain", """{"initiator":"a","taskInputConfig":"","parties":[{"domainID":"a","appImageRef":"i"}]}""", "KusciaTask \"x\" has no label or no annotation, so nothing acts on it: a KusciaJob makes its tasks itself; create one")]
    [InlineData("DomainData", "cross-domain", """{"author":"a","dataSource":"d","name":"n","relativeURI":"u","type":"table","vendor":"manual"}""", "DomainData \"x\" is in namespace \"cross-domain\", where nothing acts on it: create it in the namespace of the domain that it is for")]
    public void An_object_in_a_namespace_where_nothing_acts_on_it_is_warned_of(string kind, string @namespace, string spec, string expected)
    {
        AdmissionRequest request = Request(
            $$"""{"apiVersion":"kuscia.secretflow/v1alpha1","kind":"{{kind}}","metadata":{"name":"x","namespace":"{{@namespace}}"},"spec":{{spec}} }""", FieldValidation.Warn);

        Admission.Admit(request);

        Assert.Equal([expected], request.Warnings);
    }

    [Fact]
    public void A_warning_can_always_stand_in_a_header()
    {
        AdmissionRequest request = Request(Job.Replace("newer", "\u540d" + new string('x', 1000), StringComparison.Ordinal), FieldValidation.Warn);

        Admission.Admit(request);

        string warning = Assert.Single(request.Warnings);
        Assert.StartsWith("unknown field \"spec.?xxx", warning, StringComparison.Ordinal);
        Assert.True(warning.Length < 300);
    }

    [Fact]
    public void A_field_that_was_stored_before_does_not_stand_in_the_way_of_an_update()
    {
        AdmissionRequest request = Request(Job, FieldValidation.Strict, old: Job);

        Admission.Admit(request);

        Assert.Equal(1, (int)request.Object["spec"]!["newer"]!);
    }

    [Theory]
    [InlineData("""{"spec":{"tasks":[{"parties":[{"resources":{"limits":{"cpu":"1 core"}}}]}]}}""", "spec.tasks[0].parties[0].resources.limits.cpu: Invalid value: \"1 core\"")]
    [InlineData("""{"spec":{"maxParallelism":129}}""", "spec.maxParallelism in body should be less than or equal to 128")]
    [InlineData("""{"spec":{"maxParallelism":"2"}}""", "spec.maxParallelism in body must be of type integer: \"string\"")]
    [InlineData("""{"spec":{"tasks":[{"dependencies":[]}]}}""", "spec.tasks[0].dependencies in body should have at least 1 items")]
    [InlineData("""{"spec":{"tasks":[{"taskID":"--"}]}}""", "spec.tasks[0].taskID in body should match")]
    public void Each_rule_of_the_schema_is_enforced(string overlay, string expected)
    {
        AdmissionRequest request = Request(Job, FieldValidation.Ignore);
        Overlay(request.Object, (JsonObject)JsonNode.Parse(overlay)!);

        ApiStatusException refusal = Assert.Throws<ApiStatusException>(() => Admission.Admit(request));

        Assert.Contains(expected, refusal.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_secret_keeps_its_type_and_a_binding_its_role()
    {
        AdmissionRequest request = Request(
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"Other"}""",
            FieldValidation.Ignore,
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"Opaque"}""");

        ApiStatusException refusal = Assert.Throws<ApiStatusException>(() => Admission.Admit(request));

        Assert.Equal("Secret \"s\" is invalid: type: Invalid value: \"Other\": field is immutable", refusal.Status.Message);
    }

    private static AdmissionRequest Request(string value, FieldValidation validation, string? old = null, string[]? duplicates = null)
    {
        JsonObject parsed = (JsonObject)JsonNode.Parse(value)!;
        return new AdmissionRequest
        {
            Kind = VectorFile.KindOf(parsed),
            Operation = old is null ? AdmissionOperation.Create : AdmissionOperation.Update,
            Namespace = (string?)parsed["metadata"]!["namespace"],
            Name = (string)parsed["metadata"]!["name"]!,
            Object = parsed,
            OldObject = old is null ? null : (JsonObject)JsonNode.Parse(old)!,
            User = UserInfo.Local,
            FieldValidation = validation,
            DuplicateFields = duplicates ?? [],
        };
    }

    private static void Overlay(JsonNode target, JsonNode overlay)
    {
        foreach ((string name, JsonNode? value) in overlay.AsObject())
        {
            if (value is JsonArray { Count: > 0 } items)
            {
                Overlay(target[name]![0]!, items[0]!);
            }
            else if (value is JsonObject)
            {
                Overlay(target[name]!, value);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}
