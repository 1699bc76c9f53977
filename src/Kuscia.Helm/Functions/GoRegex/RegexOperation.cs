namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>What an instruction of a compiled regular expression does; the places need nothing to be read.</summary>
internal enum RegexOperation : byte
{
    /// <summary>The text so far matches.</summary>
    Match,

    /// <summary>Reads one character of a set.</summary>
    Character,

    /// <summary>Goes on in two places, the first one preferred.</summary>
    Split,

    /// <summary>Notes the position where a group begins or ends.</summary>
    Mark,

    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}
