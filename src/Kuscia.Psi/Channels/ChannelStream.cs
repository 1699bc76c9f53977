namespace Kuscia.Psi.Channels;

/// <summary>The ordered streams between two engines; each has its own sequence numbers and its own back-pressure.</summary>
internal enum ChannelStream
{
    /// <summary>Agreement on parameters, sizes and the end.</summary>
    Control = 0,

    /// <summary>Own masked elements.</summary>
    Elements = 1,

    /// <summary>Answers to the partner's elements.</summary>
    Answers = 2,

    /// <summary>Row counts of the common keys.</summary>
    Counts = 3,
}
