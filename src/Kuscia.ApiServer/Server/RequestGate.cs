using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;

namespace Kuscia.ApiServer.Server;

/// <summary>Limits how many requests are worked on at once, in all and per caller; short and long-running ones are counted apart.</summary>
internal sealed class RequestGate(int maxShort, int maxLong)
{
    private int _short;
    private int _long;

    /// <summary>Requests in work: short ones and watches.</summary>
    public (int Short, int Long) InFlight => (Volatile.Read(ref _short), Volatile.Read(ref _long));

    /// <summary>Lets a request in, or throws TooManyRequests. The share of the caller comes first, so that one caller cannot use up the places of all.</summary>
    public Pass Enter(bool longRunning, CallerShare? share)
    {
        share?.Enter(longRunning);
        int now = longRunning ? Interlocked.Increment(ref _long) : Interlocked.Increment(ref _short);
        Pass pass = new(this, longRunning, share);
        if (now > (longRunning ? maxLong : maxShort))
        {
            pass.Dispose();
            throw new ApiStatusException(new ApiStatus(429, "TooManyRequests", "Too many requests, please try again later.")
            {
                Details = new ApiStatusDetails { RetryAfterSeconds = 1 },
            });
        }

        return pass;
    }

    /// <summary>A request's place; disposing it frees the place.</summary>
    internal readonly struct Pass(RequestGate gate, bool longRunning, CallerShare? share) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            share?.Leave(longRunning);
            if (longRunning)
            {
                Interlocked.Decrement(ref gate._long);
                return;
            }

            Interlocked.Decrement(ref gate._short);
        }
    }
}
