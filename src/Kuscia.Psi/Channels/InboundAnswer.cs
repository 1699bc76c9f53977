namespace Kuscia.Psi.Channels;

/// <summary>What became of a message.</summary>
internal enum InboundAnswer
{
    /// <summary>It is taken, now or already before.</summary>
    Taken,

    /// <summary>There is no room yet, or an earlier one is missing; it may be sent again.</summary>
    NotYet,

    /// <summary>It is larger than a message may be.</summary>
    TooLarge,
}
