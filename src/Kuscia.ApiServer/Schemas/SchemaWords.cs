namespace Kuscia.ApiServer.Schemas;

/// <summary>The words of a structural schema that several readers look for.</summary>
internal static class SchemaWords
{
    /// <summary>Members that the schema does not name are kept.</summary>
    public const string PreserveUnknown = "x-kubernetes-preserve-unknown-fields";

    /// <summary>The value is an object with apiVersion, kind and metadata of its own.</summary>
    public const string EmbeddedResource = "x-kubernetes-embedded-resource";

    /// <summary>The value is a whole number or a text.</summary>
    public const string IntOrString = "x-kubernetes-int-or-string";

    /// <summary>The members that the metadata of an object may have.</summary>
    public static readonly IReadOnlySet<string> MetadataMembers = new HashSet<string>(StringComparer.Ordinal)
    {
        "annotations", "clusterName", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers", "generateName", "generation",
        "labels", "managedFields", "name", "namespace", "ownerReferences", "resourceVersion", "selfLink", "uid",
    };
}
