using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Descriptors;

/// <summary>The kinds that every node serves.</summary>
public static class BuiltInKinds
{
    /// <summary>A catalogue of the core kinds, their companions, the kinds that charts ask for and the 18 kuscia kinds, in discovery order.</summary>
    public static KindCatalog CreateCatalog()
    {
        SchemaBuilder schemas = new(new Lazy<SchemaTexts>(SchemaTexts.Load));
        return new KindCatalog([.. Kubernetes(schemas), .. KusciaKinds.All(schemas)]);
    }

    /// <summary>
    /// The same catalogue for a server on which something else runs the workloads, so that nothing is told to be stored in vain.
    /// </summary>
    public static KindCatalog CreateChartCatalog()
    {
        SchemaBuilder schemas = new(new Lazy<SchemaTexts>(SchemaTexts.Load));
        return new KindCatalog([.. Kubernetes(schemas).Select(kind => kind with { StoredOnly = null }), .. KusciaKinds.All(schemas)]);
    }

    // Kinds of one group stand together.
    private static IEnumerable<KindDescriptor> Kubernetes(SchemaBuilder schemas) =>
        CoreKinds.All(schemas).Concat(ChartKinds.All(schemas)).GroupBy(kind => kind.Kind.Group).SelectMany(group => group);

    internal static KindDescriptor Describe<T>(SchemaBuilder schemas, ResourceKind<T> kind, string singular, params string[] shortNames)
        where T : Resource => Describe(schemas, kind, singular, _ => { }, shortNames);

    internal static KindDescriptor Describe<T>(SchemaBuilder schemas, ResourceKind<T> kind, string singular, Action<JsonObject> complete, string[] shortNames)
        where T : Resource =>
        new()
        {
            Kind = kind,
            Singular = singular,
            ShortNames = shortNames,
            DeriveSchema = () =>
            {
                JsonObject schema = WithKind(schemas.ForResource(typeof(T)), kind);
                complete(schema);
                return schema;
            },
        };

    /// <summary>Adds the extension by which clients find the schema of a kind.</summary>
    internal static JsonObject WithKind(JsonObject schema, ResourceKind kind)
    {
        schema["x-kubernetes-group-version-kind"] = new JsonArray(
            new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version });
        return schema;
    }
}
