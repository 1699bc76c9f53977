namespace Kuscia.Model.Descriptors;

/// <summary>
/// The kinds that an API server serves: those of the house, which never change, and those that users have defined, which may change while it runs. Readers take
/// <see cref="Current"/> once and use it to the end; who changes it puts a new set in its place. Thread-safe.
/// </summary>
public sealed class KindCatalog
{
    private readonly KindSet _house;
    private volatile KindSet _current;

    /// <summary>A catalogue of the given kinds; (group, version, plural) must be unique.</summary>
    public KindCatalog(IReadOnlyList<KindDescriptor> kinds)
    {
        _house = new KindSet(kinds);
        _current = _house;
    }

    /// <summary>The kinds served now.</summary>
    public KindSet Current => _current;

    /// <summary>All kinds served now, in discovery order.</summary>
    public IReadOnlyList<KindDescriptor> All => _current.All;

    /// <summary>The kinds of the house.</summary>
    public IReadOnlyList<KindDescriptor> House => _house.All;

    /// <summary>The kind served under a path now, or null.</summary>
    public KindDescriptor? Find(string group, string version, string plural) => _current.Find(group, version, plural);

    /// <summary>Serves the kinds that users have defined, all of them, beside those of the house; a path that the house serves stays with it.</summary>
    public void Define(IEnumerable<KindDescriptor> kinds) =>
        _current = new KindSet([.. _house.All, .. kinds.Where(k => _house.Find(k.Kind.Group, k.Kind.Version, k.Kind.Plural) is null)]);
}
