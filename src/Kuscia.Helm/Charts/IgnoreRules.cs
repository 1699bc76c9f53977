namespace Kuscia.Helm.Charts;

/// <summary>The rules of a <c>.helmignore</c> file, tried in order; the first that decides wins.</summary>
internal sealed class IgnoreRules
{
    public const string FileName = ".helmignore";

    private readonly List<Rule> _rules = [];

    public static IgnoreRules Parse(string text)
    {
        IgnoreRules parsed = new();
        foreach (string line in text.TrimStart('\uFEFF').Split('\n'))
        {
            parsed.Add(line);
        }

        // Dot files under templates are never templates.
        parsed.Add("templates/.?*");
        return parsed;
    }

    public bool Ignores(string path, bool isFolder)
    {
        if (path.Length == 0 || path is "." or "./")
        {
            return false;
        }

        foreach (Rule rule in _rules)
        {
            bool wrongKind = rule.FolderOnly && !isFolder;
            bool matches = !wrongKind && rule.Matches(path);

            // A negated rule throws out everything it does not name; that is how Helm reads it.
            if (rule.Negated ? !matches : matches)
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string line)
    {
        string rule = line.Trim();
        if (rule.Length == 0 || rule[0] == '#')
        {
            return;
        }

        if (rule.Contains("**", StringComparison.Ordinal))
        {
            throw new HelmException("double-star (**) syntax is not supported");
        }

        if (!ShellPattern.IsWellFormed(rule))
        {
            throw new HelmException("syntax error in pattern");
        }

        bool negated = rule[0] == '!';
        rule = negated ? rule[1..] : rule;
        bool folderOnly = rule.EndsWith('/');
        rule = folderOnly ? rule[..^1] : rule;
        _rules.Add(new Rule(rule, negated, folderOnly));
    }

    private sealed record Rule(string Pattern, bool Negated, bool FolderOnly)
    {
        public bool Matches(string path)
        {
            if (Pattern.StartsWith('/'))
            {
                return ShellPattern.Matches(Pattern[1..], path);
            }

            return ShellPattern.Matches(Pattern, Pattern.Contains('/') ? path : ChartPaths.Base(path));
        }
    }
}
