namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>One instruction of a compiled regular expression.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Next">Where it goes on.</param>
/// <param name="Other">The second way of a split, or the number of a mark.</param>
/// <param name="Set">The characters that may be read.</param>
internal readonly record struct RegexInstruction(RegexOperation Operation, int Next = 0, int Other = 0, CharacterSet? Set = null);
