using YamlDotNet.Core;

namespace Kuscia.Helm.Yaml;

/// <summary>Words the errors of YamlDotNet's scanner and parser as yaml.v2 does.</summary>
internal static class YamlProblem
{
    private static readonly (string Part, string Problem, bool Scanner)[] Known =
    [
        ("cannot start any token", "found character that cannot start any token", true),
        ("Mapping values are not allowed", "mapping values are not allowed in this context", true),
        ("Mapping keys are not allowed", "mapping keys are not allowed in this context", true),
        ("invalid mapping", "mapping values are not allowed in this context", true),
        ("Block sequence entries are not allowed", "block sequence entries are not allowed in this context", true),
        ("could not find expected ':'", "could not find expected ':'", true),
        ("found unexpected end of stream", "found unexpected end of stream", true),
        // yaml.v2 does not mind the indentation inside quotes; what it meets then is mostly the end of the text.
        ("found wrong indentation", "found unexpected end of stream", true),
        ("found unexpected document indicator", "found unexpected document indicator", true),
        ("found unknown escape character", "found unknown escape character", true),
        ("did not find expected hexadecimal number", "did not find expected hexdecimal number", true),
        ("invalid Unicode character escape code", "found invalid Unicode character escape code", true),
        ("invalid tab as indentation", "found character that cannot start any token", true),
        ("a tab character that violate", "found a tab character that violates indentation", true),
        ("indentation indicator equal to 0", "found an indentation indicator equal to 0", true),
        ("did not find expected comment or line break", "did not find expected comment or line break", true),
        ("Anchor cannot be empty", "did not find expected alphabetic or numeric character", true),
        ("Anchor value must not be empty", "did not find expected alphabetic or numeric character", true),
        ("scanning an anchor or alias", "did not find expected alphabetic or numeric character", true),
        ("did not find expected '-' indicator", "did not find expected '-' indicator", false),
        ("did not find expected key", "did not find expected key", false),
        ("did not find expected ',' or '}'", "did not find expected ',' or '}'", false),
        ("did not find expected ',' or ']'", "did not find expected ',' or ']'", false),
        ("did not find expected node content", "did not find expected node content", false),
        ("undefined tag handle", "found undefined tag handle", false),
        ("<document start>", "did not find expected <document start>", false),
        ("incompatible YAML document", "found incompatible YAML document", false),
        ("found duplicate %YAML", "found duplicate %YAML directive", false),
        ("uplicate %TAG", "found duplicate %TAG directive", false),
    ];

    public static HelmYamlException Translate(YamlException error, string text)
    {
        if (error.Message.Contains("did not find expected key", StringComparison.Ordinal)
            || error.Message.Contains("did not find expected '-' indicator", StringComparison.Ordinal))
        {
            if (IsKeyWithoutColon(error, text))
                return At(LineAfter(text, (int)error.End.Index), "could not find expected ':'", true);
        }

        foreach ((string part, string problem, bool scanner) in Known)
        {
            if (error.Message.Contains(part, StringComparison.Ordinal))
                return At(Line(error, problem, text), problem, scanner);
        }

        string rest = error.Message;
        int comma = rest.IndexOf(", ", StringComparison.Ordinal);
        if (rest.StartsWith("While ", StringComparison.Ordinal) && comma > 0)
            rest = rest[(comma + 2)..];
        return At(error.End.Line - 1, rest.TrimEnd('.'), true);
    }

    /// <summary>An error with its line, counted from 0; yaml.v2 leaves out the first line.</summary>
    public static HelmYamlException At(long line, string problem, bool scanner)
    {
        if (line <= 0)
            return new HelmYamlException($"yaml: {problem}");
        return new HelmYamlException($"yaml: line {(scanner ? line + 1 : line)}: {problem}");
    }

    private static long Line(YamlException error, string problem, string text)
    {
        // The end of an open quote is the end of the text.
        if (problem == "found unexpected end of stream")
            return text.AsSpan().Count('\n');
        return error.Message.Contains("tab", StringComparison.Ordinal) ? TabLine(text, error.End.Line - 1) : error.End.Line - 1;
    }

    // The line that is indented by a tab is the one reported or the next.
    private static long TabLine(string text, long line)
    {
        string[] lines = text.Split('\n');
        long next = line + 1;
        return next < lines.Length && !HasTabIndent(lines[line]) && HasTabIndent(lines[next]) ? next : line;
    }

    private static bool HasTabIndent(string line) => line.AsSpan().TrimStart(' ').StartsWith("\t");

    // The original complains about a line that should be a key as soon as it reaches the next one.
    private static bool IsKeyWithoutColon(YamlException error, string text)
    {
        int start = (int)Math.Clamp(error.Start.Index, 0, text.Length);
        if (start >= text.Length || text[start] is '-' or '?' or ':' or '#' or '%' or '\n' or '\r')
            return false;
        int lineStart = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        int column = start - lineStart;
        int end = (int)Math.Clamp(error.End.Index, start, text.Length);
        return text.AsSpan(lineStart, column).Trim(' ').IsEmpty
            && !text.AsSpan(end).TrimStart(' ').StartsWith(":")
            && OuterIndent(text, lineStart, column) == column;
    }

    // The indentation of the last line above that is not deeper than the column.
    private static int OuterIndent(string text, int lineStart, int column)
    {
        while (lineStart > 0)
        {
            int end = lineStart - 1;
            lineStart = end == 0 ? 0 : text.LastIndexOf('\n', end - 1) + 1;
            ReadOnlySpan<char> line = text.AsSpan(lineStart, end - lineStart);
            ReadOnlySpan<char> content = line.TrimStart(' ');
            while (content.StartsWith("- "))
                content = content[2..].TrimStart(' ');
            int indent = line.Length - content.Length;
            if (!content.IsEmpty && content[0] is not ('#' or '\r') && indent <= column)
                return indent;
        }

        return -1;
    }

    private static long LineAfter(string text, int at)
    {
        at = Math.Clamp(at, 0, text.Length);
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '#'))
        {
            int end = text.IndexOf('\n', at);
            at = text[at] != '#' ? at + 1 : end < 0 ? text.Length : end;
        }

        return text.AsSpan(0, at).Count('\n');
    }
}
