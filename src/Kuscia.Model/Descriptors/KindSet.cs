using System.Collections.Frozen;

namespace Kuscia.Model.Descriptors;

/// <summary>The kinds served at one moment. Immutable.</summary>
public sealed class KindSet
{
    private readonly FrozenDictionary<(string Group, string Version, string Plural), KindDescriptor> _byPath;

    internal KindSet(IReadOnlyList<KindDescriptor> kinds)
    {
        All = kinds;
        _byPath = kinds.ToFrozenDictionary(k => (k.Kind.Group, k.Kind.Version, k.Kind.Plural));
    }

    /// <summary>All kinds in discovery order.</summary>
    public IReadOnlyList<KindDescriptor> All { get; }

    /// <summary>The kind served under a path, or null.</summary>
    public KindDescriptor? Find(string group, string version, string plural) => _byPath.GetValueOrDefault((group, version, plural));
}
