namespace Kuscia.Gateway.Handshake;

/// <summary>Lets one at a time work on a key; keys that nobody works on or waits for take no room. Thread-safe.</summary>
internal sealed class KeyedTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>The turn, to be disposed of; null when it did not come within the limit.</summary>
    public async Task<IDisposable?> TakeAsync(string key, TimeSpan limit, CancellationToken cancellationToken)
    {
        Turn turn = Join(key);
        try
        {
            if (await turn.Free.WaitAsync(limit, cancellationToken))
            {
                return new Held(this, key, turn);
            }
        }
        catch
        {
            Part(key, turn);
            throw;
        }

        Part(key, turn);
        return null;
    }

    private Turn Join(string key)
    {
        lock (_gate)
        {
            if (!_turns.TryGetValue(key, out Turn? turn))
            {
                _turns[key] = turn = new Turn();
            }

            turn.Users++;
            return turn;
        }
    }

    private void Part(string key, Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Users == 0)
            {
                _turns.Remove(key);
                turn.Free.Dispose();
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public int Users { get; set; }
    }

    private sealed class Held(KeyedTurns turns, string key, Turn turn) : IDisposable
    {
        public void Dispose()
        {
            turn.Free.Release();
            turns.Part(key, turn);
        }
    }
}
