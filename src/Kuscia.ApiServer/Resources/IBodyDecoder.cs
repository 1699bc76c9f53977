using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Resources;

/// <summary>Turns a request body of one media type other than JSON and YAML into JSON, for example <c>application/vnd.kubernetes.protobuf</c>.</summary>
internal interface IBodyDecoder
{
    /// <summary>The media type it reads, without parameters.</summary>
    string MediaType { get; }

    /// <summary>
    /// The object in a body; throws <see cref="ApiStatusException"/> when the body cannot be read. <paramref name="expected"/> is the kind served at the
    /// path, null for DeleteOptions and reviews, where the body names its own kind.
    /// </summary>
    JsonObject Decode(ReadOnlyMemory<byte> body, KindDescriptor? expected);
}
