namespace Kuscia.Client.Queues;

/// <summary>Keys waiting for work: a key is held once, worked on by one worker at a time, and retried with capped back-off. Thread-safe.</summary>
public interface IWorkQueue<TKey>
    where TKey : notnull
{
    /// <summary>Keys waiting now.</summary>
    int Count { get; }

    /// <summary>Adds a key unless it waits already.</summary>
    void Add(TKey key);

    /// <summary>Adds a key after a delay; a second call with a shorter delay wins.</summary>
    void AddAfter(TKey key, TimeSpan delay);
}
