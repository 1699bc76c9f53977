using System.Buffers;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Resources;

/// <summary>What each row of a table carries (query <c>includeObject</c>).</summary>
internal enum IncludeObject
{
    /// <summary>A PartialObjectMetadata (the default).</summary>
    Metadata,

    /// <summary>The whole object.</summary>
    Object,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>A table that a client asked for.</summary>
/// <param name="Kind">Kind of the rows.</param>
/// <param name="Version"><c>v1</c> or <c>v1beta1</c> of meta.k8s.io.</param>
/// <param name="Include">What a row carries.</param>
/// <param name="ListMeta">Version, continue token and rest of the list; of a single object only its version.</param>
/// <param name="WithColumns">False for all but the first table of a watch: column definitions are left out.</param>
internal sealed record TableRequest(KindDescriptor Kind, string Version, IncludeObject Include, ListMeta ListMeta, bool WithColumns = true);

/// <summary>Turns objects into the <c>Table</c> of meta.k8s.io that kubectl prints. Thread-safe.</summary>
internal interface ITableRenderer
{
    /// <summary>Writes one Table document in JSON.</summary>
    void WriteTable(IBufferWriter<byte> output, TableRequest request, IReadOnlyList<StoredObject> objects);
}
