using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Schemas;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Objects;

/// <summary>
/// Objects of kinds that are served in several versions or defined by users, as the version that is asked for shows them. All versions share the stored object; those of a defined kind differ in the
/// apiVersion alone (conversion <c>None</c>). Defaults that the definition has got since the object was stored are filled in.
/// </summary>
internal static class DefinedObjects
{
    /// <summary>The object as the kind shows it; the same one where nothing differs, which is so for all kinds of the house.</summary>
    public static StoredObject Shown(KindDescriptor kind, StoredObject stored)
    {
        if (kind.StoredVersion is null || (!kind.HasDefaults && HasVersion(stored, kind.Kind.ApiVersion)))
        {
            return stored;
        }

        JsonObject value = stored.ToNode();
        value["apiVersion"] = kind.Kind.ApiVersion;
        if (!kind.IsUserDefined)
        {
            ScalerVersions.ToFirst(value);
        }
        else if (kind.HasDefaults)
        {
            Pruning.Prune(value, kind.Schema ?? []);
            SchemaDefaults.Apply(value, kind.Schema);
        }

        return new StoredObject(stored.Key, stored.Revision, JsonText.ToUtf8(value));
    }

    /// <summary>The bytes to store of an object that a version of the kind shows.</summary>
    public static byte[] Encode(KindDescriptor kind, JsonObject value) => kind.StoredVersion is null
        ? ObjectCodec.Encode(value, null)
        : ObjectCodec.Encode(kind.IsUserDefined ? value : ScalerVersions.ToSecond(value), kind.StoredVersion);

    // The codec writes the apiVersion first.
    private static bool HasVersion(StoredObject stored, string version) => stored.Utf8.Span.StartsWith(Encoding.UTF8.GetBytes($"{{\"apiVersion\":\"{version}\","));
}
