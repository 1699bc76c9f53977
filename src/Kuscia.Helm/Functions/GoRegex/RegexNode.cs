// The syntax tree of a regular expression; one family of small records.
namespace Kuscia.Helm.Functions.GoRegex;

internal abstract record RegexNode;

/// <summary>One character out of a set.</summary>
internal sealed record CharacterNode(CharacterSet Set) : RegexNode;

/// <summary>^ $ \A \z \b \B, as .NET writes them.</summary>
internal sealed record AnchorNode(string Pattern) : RegexNode;

internal sealed record SequenceNode(IReadOnlyList<RegexNode> Items) : RegexNode;

internal sealed record ChoiceNode(IReadOnlyList<RegexNode> Items) : RegexNode;

internal sealed record RepeatNode(RegexNode Item, int Least, int? Most, bool Lazy) : RegexNode;

/// <summary>A group that is captured under its number, and a name if it has one.</summary>
internal sealed record CaptureNode(RegexNode Item, int Number, string? Name) : RegexNode;
