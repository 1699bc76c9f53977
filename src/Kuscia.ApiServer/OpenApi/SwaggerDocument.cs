using System.Text;
using Kuscia.ApiServer.Discovery;

namespace Kuscia.ApiServer.OpenApi;

/// <summary>
/// The OpenAPI v2 document in the binary form that kubectl asks for when version 3 has no answer for a kind. It names no kinds on
/// purpose: a client that needs this document asks about a kind that is not served.
/// </summary>
internal static class SwaggerDocument
{
    /// <summary>A document with version and title only: fields 1 (swagger) and 2 (info: 1 title, 2 version), all length-delimited.</summary>
    public static CachedDocument Build(string productVersion)
    {
        byte[] info = [.. Field(1, "Kuscia"u8), .. Field(2, Encoding.UTF8.GetBytes(productVersion))];
        return new CachedDocument([.. Field(1, "2.0"u8), .. Field(2, info)], "application/octet-stream");
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
