namespace Kuscia.Gateway.Pipeline;

/// <summary>Which listener a request came in by.</summary>
internal enum Side
{
    /// <summary>From partners.</summary>
    External,

    /// <summary>From the own node.</summary>
    Internal,
}
