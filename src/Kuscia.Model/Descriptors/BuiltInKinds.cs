using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Descriptors;

/// <summary>The kinds that every node serves.</summary>
public static class BuiltInKinds
{
    /// <summary>A catalogue of the core kinds, their companions and the 18 kuscia kinds, in discovery order.</summary>
    public static KindCatalog CreateCatalog()
    {
        SchemaBuilder schemas = new(new Lazy<SchemaTexts>(SchemaTexts.Load));
        return new KindCatalog([.. CoreKinds.All(schemas), .. KusciaKinds.All(schemas)]);
    }

    /// <summary>
    /// A catalogue for a server that charts are installed on: the kinds of a node and those that charts need besides. Something else runs the workloads, so nothing is told to be
    /// stored in vain.
    /// </summary>
    public static KindCatalog CreateChartCatalog()
    {
        SchemaBuilder schemas = new(new Lazy<SchemaTexts>(SchemaTexts.Load));
        return new KindCatalog([.. CoreKinds.All(schemas).Concat(ChartKinds.All(schemas)).Select(kind => kind with { StoredOnly = null }), .. KusciaKinds.All(schemas)]);
    }

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
