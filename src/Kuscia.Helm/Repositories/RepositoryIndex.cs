using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Versions;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Repositories;

/// <summary>The file <c>index.yaml</c> of a chart repository.</summary>
internal sealed class RepositoryIndex
{
    private readonly ValueMap _entries;

    private RepositoryIndex(ValueMap entries) => _entries = entries;

    /// <exception cref="HelmException">The text is no index.</exception>
    public static RepositoryIndex Parse(string text)
    {
        try
        {
            if (HelmYaml.Parse(text) is not ValueMap { Count: > 0 } index)
            {
                throw new HelmException("empty index.yaml file");
            }

            return index["apiVersion"] is string { Length: > 0 }
                ? new RepositoryIndex(index["entries"] as ValueMap ?? [])
                : throw new HelmException("no API version specified");
        }
        catch (HelmYamlException e)
        {
            throw new HelmException(e.Message, e);
        }
    }

    /// <summary>Finds the version written exactly so, else the newest one that a constraint admits; null when there is none.</summary>
    /// <param name="name">Name of the chart.</param>
    /// <param name="version">Version or constraint; empty for the newest release.</param>
    /// <exception cref="HelmException">The constraint is malformed.</exception>
    public IndexEntry? Find(string name, string version)
    {
        List<(SemanticVersion Version, IndexEntry Entry)> known = Known(name);
        if (known.Find(candidate => version.Length > 0 && candidate.Entry.Version == version).Entry is { } exact)
        {
            return exact;
        }

        return VersionConstraint.TryParse(version.Length == 0 ? "*" : version, out VersionConstraint? constraint, out string fault)
            ? known.OrderByDescending(candidate => candidate.Version).FirstOrDefault(candidate => constraint.Allows(candidate.Version)).Entry
            : throw new HelmException(fault);
    }

    // Entries with a malformed version or without an address cannot be asked for; they are passed over, as in Helm.
    private List<(SemanticVersion Version, IndexEntry Entry)> Known(string name)
    {
        List<(SemanticVersion, IndexEntry)> known = new();
        foreach (ValueMap entry in (_entries[name] as List<object?> ?? []).OfType<ValueMap>())
        {
            string version = entry["version"] as string ?? "";
            string? url = (entry["urls"] as List<object?>)?.OfType<string>().FirstOrDefault();
            if (url is not null && SemanticVersion.TryParse(version, out SemanticVersion? parsed, out _))
            {
                known.Add((parsed, new IndexEntry(name, version, url, entry["digest"] as string ?? "")));
            }
        }

        return known;
    }
}
