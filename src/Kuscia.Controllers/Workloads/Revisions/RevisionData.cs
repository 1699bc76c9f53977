using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads.Revisions;

/// <summary>What a ControllerRevision keeps: the patch that puts a template back, as <c>kubectl rollout undo</c> applies it. Pure.</summary>
internal static class RevisionData
{
    /// <summary>The label by which pods tell of which revision they are.</summary>
    public const string PodLabel = "controller-revision-hash";

    private const string HashLabel = "controller.kubernetes.io/hash";

    /// <summary>A revision of the template.</summary>
    public static ControllerRevision Of(ResourceKind ownerKind, Resource owner, PodTemplateSpec template, (long Number, int? Collisions) order)
    {
        JsonObject whole = JsonSerializer.SerializeToNode(template, ModelJsonContext.Default.PodTemplateSpec)?.AsObject() ?? [];
        whole["$patch"] = "replace";
        JsonObject data = new() { ["spec"] = new JsonObject { ["template"] = whole } };
        string collisions = order.Collisions is > 0 ? order.Collisions.Value.ToString(CultureInfo.InvariantCulture) : "";
        string hash = PodTemplates.Hash(PodTemplates.Canonical(data) + collisions);
        return new ControllerRevision
        {
            ApiVersion = Kinds.ControllerRevision.ApiVersion,
            Kind = Kinds.ControllerRevision.Kind,
            Metadata = new ObjectMeta
            {
                Name = $"{owner.Metadata.Name}-{hash}",
                Namespace = owner.Metadata.Namespace,
                Labels = PodTemplates.Labelled(template.Metadata?.Labels, HashLabel, hash),
                Annotations = owner.Metadata.Annotations,
                OwnerReferences = [Owners.ReferenceTo(ownerKind, owner)],
            },
            Data = JsonSerializer.SerializeToElement(data, ModelJsonContext.Default.JsonObject),
            Revision = order.Number,
        };
    }

    public static bool AreSame(ControllerRevision left, ControllerRevision right) => Text(left) == Text(right);

    /// <summary>The short text in the name of a revision.</summary>
    public static string HashOf(ControllerRevision revision) => revision.Metadata.Label(HashLabel) ?? "";

    /// <summary>The template that a revision keeps.</summary>
    public static PodTemplateSpec TemplateOf(ControllerRevision revision)
    {
        JsonObject? template = revision.Data is { ValueKind: JsonValueKind.Object } data ? JsonNode.Parse(data.GetRawText())?["spec"]?["template"] as JsonObject : null;
        template?.Remove("$patch");
        return template?.Deserialize(ModelJsonContext.Default.PodTemplateSpec) ?? new PodTemplateSpec();
    }

    private static string Text(ControllerRevision revision) => revision.Data is { } data ? PodTemplates.Canonical(JsonNode.Parse(data.GetRawText())) : "";
}
