using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>
/// Runs a compiled regular expression over a text. All ways are followed at once, ordered by preference (Pike's method), so the
/// time is the length of the text times that of the expression at most, whatever the two are. Used for one text, by one thread.
/// </summary>
/// <param name="program">The instructions.</param>
/// <param name="text">The text to look through.</param>
/// <param name="groups">Which groups are wanted, in the order of the marks; null when only the answer yes or no is.</param>
/// <param name="context">Is charged for the work; null when nobody counts it.</param>
internal sealed class RegexMachine(RegexProgram program, string text, IReadOnlyList<int>? groups, FunctionContext? context)
{
    private const int WorkPerStep = 16;
    private const int WorkBetweenCharges = 65_536;

    private readonly Stack<(int At, int Slot, int Old)> _open = new();
    private readonly Stack<int[]> _spare = new();
    private readonly int _width = groups is null ? 0 : 2 + (2 * groups.Count);
    private readonly int[] _slots = SlotsOf(groups);
    private RegexThreads _now = new(program.Code.Length);
    private RegexThreads _later = new(program.Code.Length);
    private long _work = program.Code.Length;

    /// <summary>The first match at or after a position; null when there is none.</summary>
    public RegexMatch? Find(int from)
    {
        int[]? found = null;
        bool matched = false;
        _now.Clear();
        int at = from;
        while (true)
        {
            if (_now.Count == 0)
            {
                if (matched || (program.OnlyAtStart && at > 0))
                {
                    break;
                }
                at = Skip(at);
            }

            if (!matched)
            {
                Begin(at);
            }
            (int code, int length) = Decode(at);
            matched |= Step(at, code, length, ref found);
            if (length == 0 || (matched && groups is null))
            {
                break;
            }
            at += length;
        }

        Charge();
        return matched ? new RegexMatch(found ?? []) : null;
    }

    private static int[] SlotsOf(IReadOnlyList<int>? groups)
    {
        if (groups is null || groups.Count == 0)
        {
            return [];
        }
        int[] slots = new int[2 * (groups.Max() + 1)];
        Array.Fill(slots, -1);
        for (int i = 0; i < groups.Count; i++)
        {
            slots[2 * groups[i]] = 2 + (2 * i);
            slots[(2 * groups[i]) + 1] = 3 + (2 * i);
        }

        return slots;
    }

    // While nothing is under way, characters that no match begins with are passed over.
    private int Skip(int at)
    {
        if (program.First is not { } first)
        {
            return at;
        }
        int start = at;
        while (at < text.Length)
        {
            (int code, int length) = Decode(at);
            if (first.Contains(code))
            {
                break;
            }
            at += length;
        }

        _work += (at - start) / 4;
        return at;
    }

    private void Begin(int at)
    {
        int[]? marks = null;
        if (_width > 0)
        {
            marks = Spare();
            Array.Fill(marks, -1);
            marks[0] = at;
        }

        Follow(_now, program.Start, at, marks);
        Release(marks);
    }

    // Lets all threads read one character; those behind one that has matched are less preferred and end.
    private bool Step(int at, int code, int length, ref int[]? found)
    {
        _later.Clear();
        bool matched = false;
        int i = 0;
        for (; i < _now.Count && !matched; i++)
        {
            ref readonly RegexInstruction instruction = ref program.Code[_now.Place(i)];
            int[]? marks = _now.TakeMarks(i);
            if (instruction.Operation == RegexOperation.Match)
            {
                matched = true;
                (found, marks) = (marks, found);
                if (found is not null)
                {
                    found[1] = at;
                }
            }
            else if (instruction.Operation == RegexOperation.Character && code >= 0 && instruction.Set!.Contains(code)) // not null: it reads
            {
                Follow(_later, instruction.Next, at + length, marks);
            }

            Release(marks);
        }

        _work += i;
        for (; i < _now.Count; i++)
        {
            Release(_now.TakeMarks(i));
        }
        (_now, _later) = (_later, _now);
        if (_work > WorkBetweenCharges)
        {
            Charge();
        }
        return matched;
    }

    // Starts threads at everything that is reached without reading, preferred ways first.
    private void Follow(RegexThreads threads, int place, int at, int[]? marks)
    {
        _open.Push((place, -1, 0));
        while (_open.TryPop(out (int Place, int Slot, int Old) next))
        {
            if (next.Slot >= 0)
            {
                marks![next.Slot] = next.Old; // not null: only marks push slots
            }
            else
            {
                Walk(threads, next.Place, at, marks);
            }
        }
    }

    private void Walk(RegexThreads threads, int place, int at, int[]? marks)
    {
        while (threads.Add(place))
        {
            _work++;
            ref readonly RegexInstruction instruction = ref program.Code[place];
            switch (instruction.Operation)
            {
                case RegexOperation.Match or RegexOperation.Character:
                    if (marks is not null)
                    {
                        threads.SetMarks(Copy(marks));
                    }
                    return;
                case RegexOperation.Split:
                    _open.Push((instruction.Other, -1, 0));
                    break;
                case RegexOperation.Mark:
                    if (marks is not null && instruction.Other < _slots.Length && _slots[instruction.Other] is >= 0 and int slot)
                    {
                        _open.Push((0, slot, marks[slot]));
                        marks[slot] = at;
                    }

                    break;
                default:
                    if (!Holds(instruction.Operation, at))
                    {
                        return;
                    }
                    break;
            }

            place = instruction.Next;
        }
    }

    private bool Holds(RegexOperation place, int at) => place switch
    {
        RegexOperation.TextStart => at == 0,
        RegexOperation.TextEnd => at == text.Length,
        RegexOperation.LineStart => at == 0 || text[at - 1] == '\n',
        RegexOperation.LineEnd => at == text.Length || text[at] == '\n',
        RegexOperation.WordBoundary => IsWord(at - 1) != IsWord(at),
        _ => IsWord(at - 1) == IsWord(at),
    };

    // Go's words are those of ASCII.
    private bool IsWord(int at) => at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_');

    // A byte that is no valid UTF-8 reads as U+FFFD.
    private (int Code, int Length) Decode(int at)
    {
        if (at >= text.Length)
        {
            return (-1, 0);
        }
        char c = text[at];
        if (!char.IsSurrogate(c))
        {
            return (c, 1);
        }
        return char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            ? (char.ConvertToUtf32(c, text[at + 1]), 2)
            : (0xFFFD, 1);
    }

    private int[] Spare() => _spare.TryPop(out int[]? marks) ? marks : new int[_width];

    private int[] Copy(int[] marks)
    {
        int[] copy = Spare();
        marks.CopyTo(copy, 0);
        _work += _width / 2;
        return copy;
    }

    private void Release(int[]? marks)
    {
        if (marks is not null)
        {
            _spare.Push(marks);
        }
    }

    private void Charge()
    {
        context?.Charge(_work / WorkPerStep);
        _work = 0;
    }
}
