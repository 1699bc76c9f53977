namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The part of the parser that reads groups and flags.</summary>
internal sealed partial class RegexParser
{
    private void Open()
    {
        if (_at + 1 < _pattern.Length && _pattern[_at + 1] == '?')
        {
            FlagGroup();
            return;
        }

        _at++;
        OpenCapture(null);
    }

    private void OpenCapture(string? name)
    {
        Groups.Add(name);
        Enter(Groups.Count - 1);
    }

    private void Enter(int group)
    {
        _outer.Push(_level);
        _level = new Level(_flags, group);
    }

    private void Close()
    {
        if (_outer.Count == 0)
        {
            throw Fail("unexpected )", _pattern);
        }
        _at++;
        Level closed = _level;
        RegexNode node = Checked(closed.Node());
        _level = _outer.Pop();
        _flags = closed.OuterFlags;
        _level.Items.Add(closed.Group == 0 ? node : Checked(new CaptureNode(node, closed.Group)));
    }

    // (?flags), (?flags:…), (?P<name>…), (?<name>…).
    private void FlagGroup()
    {
        int start = _at;
        ReadOnlySpan<char> rest = _pattern.AsSpan(_at);
        if (rest.Length > 4 && rest.StartsWith("(?P<"))
        {
            NamedGroup(start + 4);
            return;
        }

        if (rest.Length > 3 && rest.StartsWith("(?<"))
        {
            NamedGroup(start + 3);
            return;
        }

        _at += 2;
        (Flags set, Flags cleared) = (Flags.None, Flags.None);
        (bool clears, bool any) = (false, false);
        while (_at < _pattern.Length)
        {
            int c = NextRune();
            if (Flag(c) is var flag and not Flags.None)
            {
                set |= clears ? Flags.None : flag;
                cleared |= clears ? flag : Flags.None;
                any = true;
            }
            else if (c == '-' && !clears)
            {
                (clears, any) = (true, false);
            }
            else if (c is ':' or ')' && (!clears || any))
            {
                if (c == ':')
                {
                    Enter(0);
                }
                _flags = (_flags | set) & ~cleared;
                return;
            }
            else
            {
                break;
            }
        }

        throw Fail("invalid or unsupported Perl syntax", _pattern[start.._at]);
    }

    private static Flags Flag(int c) => c switch
    {
        'i' => Flags.FoldCase,
        'm' => Flags.MultiLine,
        's' => Flags.DotNewLine,
        'U' => Flags.Ungreedy,
        _ => Flags.None,
    };

    private void NamedGroup(int nameStart)
    {
        int start = _at;
        int end = _pattern.IndexOf('>', _at);
        if (end < 0)
        {
            RequireValid(_pattern[start..]);
            throw Fail("invalid named capture", _pattern[start..]);
        }

        string name = _pattern[nameStart..end];
        RequireValid(name);
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw Fail("invalid named capture", _pattern[start..(end + 1)]);
        }
        _at = end + 1;
        OpenCapture(name);
    }

    /// <summary>What stands in one group so far: the choices that are complete, and the parts of the one being read.</summary>
    private sealed class Level(Flags outerFlags, int group)
    {
        private readonly List<RegexNode> _choices = [];

        /// <summary>The flags in force before the group.</summary>
        public Flags OuterFlags => outerFlags;

        /// <summary>The number of the group; 0 when it is not captured.</summary>
        public int Group => group;

        public List<RegexNode> Items { get; private set; } = [];

        public void NextChoice()
        {
            _choices.Add(SequenceNode.Of(Items));
            Items = [];
        }

        public RegexNode Node()
        {
            NextChoice();
            return ChoiceNode.Of(_choices);
        }
    }
}
