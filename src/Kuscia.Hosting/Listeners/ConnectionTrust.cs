namespace Kuscia.Hosting.Listeners;

/// <summary>When a connection stops being a stranger's.</summary>
public enum ConnectionTrust
{
    /// <summary>With the first answer other than 401 and 403.</summary>
    FirstGoodAnswer,

    /// <summary>With the first request: whoever reaches the listener may use it.</summary>
    FirstRequest,

    /// <summary>When the server says so by <see cref="ConnectionStanding.Vouch"/>.</summary>
    ByServer,
}
