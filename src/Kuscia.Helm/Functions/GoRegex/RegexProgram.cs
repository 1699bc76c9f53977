namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>A regular expression as instructions for <see cref="RegexMachine"/>, written from its end to its start.</summary>
internal sealed class RegexProgram
{
    // The set of first characters is only worth while it is found at once.
    private const int MaxLookedAt = 1_000;

    private readonly List<RegexInstruction> _code = [];

    public RegexProgram(RegexNode node)
    {
        Start = Write(node, Add(new RegexInstruction(RegexOperation.Match)));
        First = FirstCharacters();
        OnlyAtStart = _code[Start].Operation == RegexOperation.TextStart;
        Code = [.. _code];
        _code = [];
    }

    public int Start { get; }

    public RegexInstruction[] Code { get; }

    /// <summary>The characters a match can begin with; null when all must be tried.</summary>
    public CharacterSet? First { get; }

    /// <summary>Whether a match can begin at the start of the text only.</summary>
    public bool OnlyAtStart { get; }

    private int Add(RegexInstruction instruction)
    {
        _code.Add(instruction);
        return _code.Count - 1;
    }

    // Gives the place where the part begins; what follows it begins at next.
    private int Write(RegexNode node, int next)
    {
        switch (node)
        {
            case CharacterNode character:
                return Add(new RegexInstruction(RegexOperation.Character, next, Set: character.Set));
            case AssertionNode assertion:
                return Add(new RegexInstruction(assertion.Place, next));
            case CaptureNode capture:
                int end = Add(new RegexInstruction(RegexOperation.Mark, next, (2 * capture.Number) + 1));
                return Add(new RegexInstruction(RegexOperation.Mark, Write(capture.Item, end), 2 * capture.Number));
            case SequenceNode sequence:
                for (int i = sequence.Items.Count - 1; i >= 0; i--)
                {
                    next = Write(sequence.Items[i], next);
                }
                return next;
            case ChoiceNode choice:
                int start = Write(choice.Items[^1], next);
                for (int i = choice.Items.Count - 2; i >= 0; i--)
                {
                    start = Add(new RegexInstruction(RegexOperation.Split, Write(choice.Items[i], next), start));
                }
                return start;
            case RepeatNode repeat:
                return WriteRepeat(repeat, next);
            default:
                return next;
        }
    }

    // x{2,4} is xx(x(x)?)?, x{2,} is xx+.
    private int WriteRepeat(RepeatNode repeat, int next)
    {
        int start = next;
        int copies = repeat.Least;
        if (repeat.Most is { } most)
        {
            for (int i = repeat.Least; i < most; i++)
            {
                start = Either(Write(repeat.Item, start), next, repeat.Lazy);
            }
        }
        else if (copies > 0)
        {
            start = OneOrMore(repeat, next);
            copies--;
        }
        else
        {
            start = ZeroOrMore(repeat, next);
        }

        for (int i = 0; i < copies; i++)
        {
            start = Write(repeat.Item, start);
        }
        return start;
    }

    private int OneOrMore(RepeatNode repeat, int next)
    {
        int loop = Add(default);
        int body = Write(repeat.Item, loop);
        _code[loop] = Split(body, next, repeat.Lazy);
        return body;
    }

    // What can be empty is tried once before the end is preferred: (x+)? keeps the order of the choices.
    private int ZeroOrMore(RepeatNode repeat, int next)
    {
        if (repeat.Item.CanBeEmpty)
        {
            return Either(OneOrMore(repeat, next), next, repeat.Lazy);
        }
        int loop = Add(default);
        int body = Write(repeat.Item, loop);
        _code[loop] = Split(body, next, repeat.Lazy);
        return loop;
    }

    private int Either(int body, int next, bool lazy) => Add(Split(body, next, lazy));

    private static RegexInstruction Split(int body, int next, bool lazy) =>
        lazy ? new RegexInstruction(RegexOperation.Split, next, body) : new RegexInstruction(RegexOperation.Split, body, next);

    private CharacterSet? FirstCharacters()
    {
        HashSet<int> seen = [];
        Stack<int> open = new([Start]);
        List<(int, int)> ranges = [];
        while (open.TryPop(out int at))
        {
            if (!seen.Add(at))
            {
                continue;
            }
            RegexInstruction instruction = _code[at];
            if (seen.Count > MaxLookedAt || instruction.Operation == RegexOperation.Match)
            {
                return null;
            }
            if (instruction.Operation == RegexOperation.Character)
            {
                ranges.AddRange(instruction.Set!.Ranges); // not null: every instruction that reads has a set
                continue;
            }

            open.Push(instruction.Next);
            if (instruction.Operation == RegexOperation.Split)
            {
                open.Push(instruction.Other);
            }
        }

        return CharacterSet.Of(ranges);
    }
}
