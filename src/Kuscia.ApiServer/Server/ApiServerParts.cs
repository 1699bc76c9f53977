using Kuscia.ApiServer.Admission;
using Kuscia.ApiServer.Admission.Definitions;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Discovery;
using Kuscia.ApiServer.OpenApi;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Tables;
using Kuscia.ApiServer.Wire;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Server;

/// <summary>The exchangeable parts of the server: what is decided on writes and what is shown beside the stored objects.</summary>
internal sealed record ApiServerParts
{
    /// <summary>Defaults and validates writes, in order.</summary>
    public IReadOnlyList<IAdmission> Admission { get; init; } = [];

    /// <summary>Renders tables; null answers objects where a client prefers a table.</summary>
    public ITableRenderer? Tables { get; init; }

    /// <summary>Decoders for bodies that are neither JSON nor YAML.</summary>
    public IReadOnlyList<IBodyDecoder> Decoders { get; init; } = [];

    /// <summary>Discovery and OpenAPI documents, in order.</summary>
    public IReadOnlyList<IDocumentEndpoint> Documents { get; init; } = [];

    /// <summary>Empty namespaces that are being deleted and let them go; false leaves that to a controller elsewhere.</summary>
    public bool CollectsNamespaces { get; init; } = true;

    /// <summary>The parts that serve a catalogue in full.</summary>
    public static ApiServerParts For(KindCatalog catalog, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ProtobufSchema types = ProtobufSchema.Load();
        return new ApiServerParts
        {
            Admission = [new ObjectAdmission(types), new DefinitionAdmission(catalog, time)],
            Tables = new TableRenderer(catalog, time),
            Decoders = [new ProtobufBodyDecoder(types)],
            Documents = [new DiscoveryEndpoint(catalog), new OpenApiEndpoint(catalog, ProductVersion)],
        };
    }

    /// <summary>The version of the product that documents name.</summary>
    private static string ProductVersion => typeof(ApiServerParts).Assembly.GetName().Version?.ToString(3) ?? "0";
}
