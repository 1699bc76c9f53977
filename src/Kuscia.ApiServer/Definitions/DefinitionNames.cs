using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Definitions;

/// <summary>Where definitions are, and which of them the house has itself.</summary>
internal static class DefinitionNames
{
    public const string Group = "apiextensions.k8s.io";
    public const string Version = "v1";
    public const string Plural = "customresourcedefinitions";

    /// <summary>Marks the definition of a kind of the house that somebody has written: the server keeps what was written when it starts again.</summary>
    public const string WrittenMark = "kuscia.secretflow/definition-written";

    /// <summary>Keeps a definition until its objects are gone.</summary>
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>True for the kind CustomResourceDefinition.</summary>
    public static bool IsDefinition(KindDescriptor kind) => kind.Kind is { Group: Group, Plural: Plural };

    /// <summary>True for the name of a definition whose kind the house serves itself.</summary>
    public static bool IsOfHouse(KindCatalog catalog, string name) => catalog.House.Any(k => k.IsCustom && name == $"{k.Kind.Plural}.{k.Kind.Group}");
}
