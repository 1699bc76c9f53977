using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Discovery;

/// <summary>What follows from the kinds that are served: made anew when they have changed; two callers that meet then make the same. Thread-safe.</summary>
internal sealed class PerKinds<T>(KindCatalog catalog, Func<KindSet, T> make)
{
    private volatile Made _made = new(catalog.Current, make(catalog.Current));

    /// <summary>That of the kinds served now.</summary>
    public T Current
    {
        get
        {
            KindSet kinds = catalog.Current;
            Made made = _made;
            return ReferenceEquals(made.Kinds, kinds) ? made.Value : (_made = new Made(kinds, make(kinds))).Value;
        }
    }

    private sealed record Made(KindSet Kinds, T Value);
}
