using Kuscia.Model.Meta;

namespace Kuscia.Client.Informers;

/// <summary>A local, eventually consistent copy of all objects of one kind (optionally of one namespace or selector). Thread-safe.</summary>
public interface IInformer<T>
    where T : Resource
{
    /// <summary>Completes when the first list is in the cache.</summary>
    Task Synced { get; }

    /// <summary>What last kept it from following its server; null when nothing ever did.</summary>
    InformerFailure? LastFailure { get; }

    /// <summary>The cached object, or null.</summary>
    T? Get(ResourceName name);

    /// <summary>A snapshot of all cached objects.</summary>
    IReadOnlyCollection<T> List();

    /// <summary>The index of this name, made from <paramref name="key"/> when it is asked for first and kept up to date from then on.</summary>
    /// <param name="name">The same name always means the same key.</param>
    /// <param name="key">An object's key; null leaves it out.</param>
    InformerIndex<T> IndexBy(string name, Func<T, string?> key);

    /// <summary>
    /// Calls the handler for every change, in order, from one task: (null, new) added, (old, new) changed, (old, null) deleted. Objects cached already are
    /// reported as added first. The handler must be quick (put a key in a queue) and must not throw.
    /// Disposing the result ends the calls.
    /// </summary>
    IDisposable Subscribe(Action<T?, T?> handler);
}
