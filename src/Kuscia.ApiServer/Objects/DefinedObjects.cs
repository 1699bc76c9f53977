using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Schemas;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Objects;

/// <summary>
/// Objects of kinds that users define, as the version that is asked for shows them. All versions share the stored object (conversion <c>None</c>): they differ in the apiVersion
/// alone. Defaults that the definition has got since the object was stored are filled in.
/// </summary>
internal static class DefinedObjects
{
    /// <summary>The object as the kind shows it; the same one where nothing differs, which is so for all kinds of the house.</summary>
    public static StoredObject Shown(KindDescriptor kind, StoredObject stored)
    {
        if (!kind.IsUserDefined || (!kind.HasDefaults && HasVersion(stored, kind.Kind.ApiVersion)))
        {
            return stored;
        }

        JsonObject value = stored.ToNode();
        value["apiVersion"] = kind.Kind.ApiVersion;
        if (kind.HasDefaults)
        {
            Pruning.Prune(value, kind.Schema ?? []);
            SchemaDefaults.Apply(value, kind.Schema);
        }

        return new StoredObject(stored.Key, stored.Revision, JsonText.ToUtf8(value));
    }

    // The codec writes the apiVersion first.
    private static bool HasVersion(StoredObject stored, string version) => stored.Utf8.Span.StartsWith(Encoding.UTF8.GetBytes($"{{\"apiVersion\":\"{version}\","));
}
