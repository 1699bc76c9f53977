namespace Kuscia.Psi.Tables;

/// <summary>What can make two keys differ that a person takes for equal.</summary>
internal enum KeyOddity
{
    /// <summary>White space at the start or the end.</summary>
    OuterSpace,

    /// <summary>A quote inside the value, often of a field that begins with a blank before its quote.</summary>
    Quote,

    /// <summary>Apostrophes or typographic quotes around the value, which enclose nothing in CSV.</summary>
    OtherQuotes,

    /// <summary>A line break inside a quoted value, often a closing quote that stands rows too late.</summary>
    LineBreak,

    /// <summary>A control character.</summary>
    Control,

    /// <summary>A character without width: byte-order mark, joiner, soft hyphen.</summary>
    Invisible,

    /// <summary>An accent as a character of its own, which another program writes as one letter.</summary>
    Combining,

    /// <summary>Full-width forms of ASCII characters.</summary>
    FullWidth,

    /// <summary>U+FFFD, which stands where an earlier conversion failed.</summary>
    Replacement,

    /// <summary>The row repeats the header, as files that were joined together do.</summary>
    HeaderRow,

    /// <summary>Bytes that are not UTF-8 outside the key; they are copied as they stand.</summary>
    OtherNotUtf8,
}
