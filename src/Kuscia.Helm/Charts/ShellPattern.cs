namespace Kuscia.Helm.Charts;

/// <summary>File name patterns of <c>.helmignore</c> and <c>--show-only</c>: <c>*</c> and <c>?</c> stop at a slash, <c>[a-z]</c> and <c>[^a-z]</c> are sets, a backslash quotes.</summary>
internal static class ShellPattern
{
    /// <summary>Whether the whole name matches; a malformed pattern matches nothing.</summary>
    public static bool Matches(string pattern, string name) => IsWellFormed(pattern) && Match(pattern, 0, name, 0);

    public static bool IsWellFormed(string pattern)
    {
        int at = 0;
        while (at < pattern.Length)
        {
            char c = pattern[at];
            if (c == '\\')
            {
                at += 2;
                if (at > pattern.Length)
                {
                    return false;
                }

                continue;
            }

            if (c == '[')
            {
                at = SetEnd(pattern, at);
                if (at < 0)
                {
                    return false;
                }

                continue;
            }

            at++;
        }

        return true;
    }

    private static bool Match(string pattern, int p, string name, int n)
    {
        // Iterative with one remembered star: linear in practice, at most |pattern| * |name| steps.
        int starPattern = -1;
        int starName = -1;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = ++p;
                starName = n;
                continue;
            }

            if (p < pattern.Length && MatchOne(pattern, ref p, name[n]))
            {
                n++;
                continue;
            }

            if (starPattern < 0 || name[starName] == '/')
            {
                return false;
            }

            p = starPattern;
            n = ++starName;
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool MatchOne(string pattern, ref int p, char c)
    {
        switch (pattern[p])
        {
            case '?':
                p++;
                return c != '/';
            case '[':
                int end = SetEnd(pattern, p);
                bool inside = InSet(pattern, p + 1, end - 1, c);
                p = end;
                return inside && c != '/';
            case '\\':
                p += 2;
                return pattern[p - 1] == c;
            default:
                p++;
                return pattern[p - 1] == c;
        }
    }

    private static bool InSet(string pattern, int from, int to, char c)
    {
        bool negated = from < to && pattern[from] == '^';
        int at = negated ? from + 1 : from;
        bool found = false;
        while (at < to)
        {
            char low = SetChar(pattern, ref at);
            char high = low;
            if (at < to && pattern[at] == '-')
            {
                at++;
                high = SetChar(pattern, ref at);
            }

            found |= low <= c && c <= high;
        }

        return found != negated;
    }

    private static char SetChar(string pattern, ref int at)
    {
        if (pattern[at] == '\\')
        {
            at++;
        }

        return pattern[at++];
    }

    // Index just after the closing bracket, or -1 when the set is not closed, empty or has a half range.
    private static int SetEnd(string pattern, int open)
    {
        int at = open + 1;
        if (at < pattern.Length && pattern[at] == '^')
        {
            at++;
        }

        int count = 0;
        while (at < pattern.Length)
        {
            if (pattern[at] == ']' && count > 0)
            {
                return at + 1;
            }

            if (!SkipSetChar(pattern, ref at))
            {
                return -1;
            }

            if (at < pattern.Length && pattern[at] == '-')
            {
                at++;
                if (!SkipSetChar(pattern, ref at))
                {
                    return -1;
                }
            }

            count++;
        }

        return -1;
    }

    private static bool SkipSetChar(string pattern, ref int at)
    {
        if (at >= pattern.Length || pattern[at] == '-' || pattern[at] == ']')
        {
            return false;
        }

        if (pattern[at] == '\\')
        {
            at++;
        }

        at++;
        return at <= pattern.Length;
    }
}
