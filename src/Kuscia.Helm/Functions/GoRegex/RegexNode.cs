// The syntax tree of a regular expression; one family of small records.
namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>A part of a regular expression with the measures that its limits look at.</summary>
internal abstract record RegexNode
{
    /// <summary>The levels of the tree.</summary>
    public int Height { get; protected init; } = 1;

    /// <summary>How many instructions the part becomes, written out.</summary>
    public long Size { get; protected init; } = 1;

    /// <summary>The largest product of counts in repetitions around each other.</summary>
    public long Copies { get; protected init; } = 1;

    /// <summary>Whether the part can match the empty text.</summary>
    public bool CanBeEmpty { get; protected init; }
}

/// <summary>Nothing, which always matches.</summary>
internal sealed record EmptyNode : RegexNode
{
    public EmptyNode() => CanBeEmpty = true;
}

/// <summary>One character out of a set.</summary>
internal sealed record CharacterNode(CharacterSet Set) : RegexNode;

/// <summary>A place: ^ $ \A \z \b \B.</summary>
internal sealed record AssertionNode : RegexNode
{
    public AssertionNode(RegexOperation place)
    {
        Place = place;
        CanBeEmpty = true;
    }

    public RegexOperation Place { get; }
}

internal sealed record SequenceNode : RegexNode
{
    private SequenceNode(List<RegexNode> items)
    {
        Items = items;
        Height = 1 + items.Max(static item => item.Height);
        Size = items.Sum(static item => item.Size);
        Copies = items.Max(static item => item.Copies);
        CanBeEmpty = items.TrueForAll(static item => item.CanBeEmpty);
    }

    public IReadOnlyList<RegexNode> Items { get; }

    /// <summary>The parts one after the other; sequences in a sequence are one.</summary>
    public static RegexNode Of(IReadOnlyList<RegexNode> parts)
    {
        if (parts.Count == 0)
        {
            return new EmptyNode();
        }
        List<RegexNode> items = [];
        foreach (RegexNode part in parts)
        {
            if (part is SequenceNode inner)
            {
                items.AddRange(inner.Items);
            }
            else
            {
                items.Add(part);
            }
        }

        return items.Count == 1 ? items[0] : new SequenceNode(items);
    }
}

internal sealed record ChoiceNode : RegexNode
{
    private ChoiceNode(List<RegexNode> items)
    {
        Items = items;
        Height = 1 + items.Max(static item => item.Height);
        Size = items.Sum(static item => item.Size) + items.Count - 1;
        Copies = items.Max(static item => item.Copies);
        CanBeEmpty = items.Exists(static item => item.CanBeEmpty);
    }

    public IReadOnlyList<RegexNode> Items { get; }

    /// <summary>One of the parts, the first that matches; choices in a choice are one.</summary>
    public static RegexNode Of(IReadOnlyList<RegexNode> parts)
    {
        List<RegexNode> items = [];
        foreach (RegexNode part in parts)
        {
            if (part is ChoiceNode inner)
            {
                items.AddRange(inner.Items);
            }
            else
            {
                items.Add(part);
            }
        }

        return items.Count == 1 ? items[0] : new ChoiceNode(items);
    }
}

internal sealed record RepeatNode : RegexNode
{
    public RepeatNode(RegexNode item, int least, int? most, bool lazy, bool counted)
    {
        (Item, Least, Most, Lazy) = (item, least, most, lazy);
        Height = 1 + item.Height;
        Size = Math.Max(1, most is { } limit ? (limit * item.Size) + (limit - least) : (Math.Max(1, least) * item.Size) + (least == 0 ? 2 : 1));
        Copies = !counted ? item.Copies : most == 0 ? 0 : Math.Min(int.MaxValue, Math.Max(1, most ?? least) * item.Copies);
        CanBeEmpty = least == 0 || item.CanBeEmpty;
    }

    public RegexNode Item { get; }

    public int Least { get; }

    public int? Most { get; }

    public bool Lazy { get; }
}

/// <summary>A group that is captured under its number.</summary>
internal sealed record CaptureNode : RegexNode
{
    public CaptureNode(RegexNode item, int number)
    {
        (Item, Number) = (item, number);
        Height = 1 + item.Height;
        Size = 2 + item.Size;
        Copies = item.Copies;
        CanBeEmpty = item.CanBeEmpty;
    }

    public RegexNode Item { get; }

    public int Number { get; }
}
