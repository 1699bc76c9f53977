using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Who controls an object (Kubernetes, "Owners and Dependents"): at most one owner, named with its uid.</summary>
internal static class Owners
{
    /// <summary>The reference to the owner that controls the object, or null.</summary>
    public static OwnerReference? Controller(this ObjectMeta meta) => meta.OwnerReferences?.FirstOrDefault(o => o.Controller == true);

    /// <summary>True when the object is controlled by this owner and no earlier one of the same name.</summary>
    public static bool IsControlledBy(this ObjectMeta meta, Resource owner) => meta.Controller()?.Uid is { } uid && uid == owner.Metadata.Uid;

    /// <summary>The name of the owner of a kind that controls the object, or null.</summary>
    public static ResourceName? ControllerOf(this ObjectMeta meta, ResourceKind kind) =>
        meta.Controller() is { } owner && owner.Kind == kind.Kind && owner.ApiVersion.Split('/')[0] == kind.ApiVersion.Split('/')[0] ? new ResourceName(meta.Namespace, owner.Name) : null;

    /// <summary>Whether an owner with this selector may take the object; an empty one takes nothing.</summary>
    public static bool Takes(this LabelSelector? selector, ObjectMeta meta) => selector?.Compile() is { IsEmpty: false } compiled && compiled.Matches(meta.Labels);

    /// <summary>The reference by which a new object is controlled.</summary>
    public static OwnerReference ReferenceTo(ResourceKind kind, Resource owner) => new()
    {
        ApiVersion = kind.ApiVersion,
        Kind = kind.Kind,
        Name = owner.Metadata.Name ?? "",
        Uid = owner.Metadata.Uid ?? "",
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
