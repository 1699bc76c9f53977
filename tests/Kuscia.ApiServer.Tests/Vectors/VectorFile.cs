using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Tests.Vectors;

/// <summary>Recorded answers of a real API server (kube-apiserver 1.25).</summary>
internal static class VectorFile
{
    /// <summary>The kinds under test.</summary>
    public static readonly KindCatalog Catalog = BuiltInKinds.CreateCatalog();

    /// <summary>The content of a file; <c>&lt;time&gt;</c> becomes a fixed moment.</summary>
    public static JsonObject Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", name)).Replace("<time>", "2024-05-01T00:00:00Z", StringComparison.Ordinal);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    /// <summary>The descriptor of a recorded object.</summary>
    public static KindDescriptor KindOf(JsonNode value) =>
        Catalog.All.Single(k => k.Kind.Kind == (string?)value["kind"] && k.Kind.ApiVersion == (string?)value["apiVersion"]);
}
