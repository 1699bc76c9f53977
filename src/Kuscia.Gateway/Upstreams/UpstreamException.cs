namespace Kuscia.Gateway.Upstreams;

/// <summary>A connection to an upstream could not be made; says at which stage and why.</summary>
internal sealed class UpstreamException(ConnectStage stage, string reason, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The reason of a connection that was not made in time.</summary>
    public const string ConnectTimeout = nameof(ConnectTimeout);

    /// <summary>The stage that failed.</summary>
    public ConnectStage Stage { get; } = stage;

    /// <summary>Condition reason in CamelCase.</summary>
    public string Reason { get; } = reason;

    /// <summary>The exception of this type within a chain, or null.</summary>
    public static UpstreamException? Find(Exception? exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is UpstreamException found)
            {
                return found;
            }
        }

        return null;
    }
}
