using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Callers;

/// <summary>The shares of all callers that are counted. Those that use nothing are forgotten. Thread-safe.</summary>
internal sealed class CallerShares(ShareOptions options, TimeProvider time, ILogger<CallerShare> logger)
{
    // Names of callers come from accounts and certificates that were made here, so there are few; this only keeps the table from growing for ever.
    private const int SweepAt = 1024;

    private readonly ConcurrentDictionary<string, CallerShare> _shares = new(StringComparer.Ordinal);

    /// <summary>The share of a caller; null for one who is not counted.</summary>
    public CallerShare? Of(UserInfo user)
    {
        if (user.IsMaster)
        {
            return null;
        }

        if (_shares.Count > SweepAt)
        {
            foreach ((string name, CallerShare share) in _shares)
            {
                if (share.IsIdle)
                {
                    _shares.TryRemove(name, out _);
                }
            }
        }

        return _shares.GetOrAdd(CallerOf(user), caller => new CallerShare(caller, options, time, logger));
    }

    // A partner does not get a second share by a second account in its namespace.
    private static string CallerOf(UserInfo user) => user.AccountNamespace is { } @namespace ? UserInfo.AccountPrefix + @namespace : user.Name;
}
