using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Releases;

/// <summary>What sorting needs of a document; every part may be empty.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Name">Name of the object.</param>
/// <param name="Annotations">Its annotations.</param>
public sealed record ManifestHead(string ApiVersion, string Kind, string Name, IReadOnlyDictionary<string, string> Annotations)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>Reads the head of a document.</summary>
    /// <exception cref="HelmException">The document is not YAML or not an object.</exception>
    public static ManifestHead Read(string document)
    {
        object? parsed;
        try
        {
            parsed = HelmYaml.Parse(document);
        }
        catch (HelmYamlException e)
        {
            throw new HelmException(e.Message, e);
        }

        return parsed switch
        {
            null => new("", "", "", None),
            ValueMap map => Of(map),
            _ => throw GoStructReader.CannotDecode(parsed, "releaseutil.SimpleHead"),
        };
    }

    private static ManifestHead Of(ValueMap map)
    {
        GoStructReader fields = new(map, "SimpleHead");
        object? metadata = fields.Find("metadata");
        if (metadata is null)
        {
            return new(fields.Text("apiVersion"), fields.Text("kind"), "", None);
        }

        GoStructReader inner = metadata is ValueMap table
            ? new GoStructReader(table, "", "metadata.")
            : fields.Struct(metadata, "metadata", "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }");
        return new(fields.Text("apiVersion"), fields.Text("kind"), inner.Text("name"), inner.TextMap("annotations"));
    }
}
