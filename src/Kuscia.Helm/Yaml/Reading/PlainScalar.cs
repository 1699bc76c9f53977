using System.Buffers;
using System.Text;

namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Reads text without quotes (YAML 1.1, 9.1.3).</summary>
internal sealed class PlainScalar(YamlCursor cursor)
{
    private static readonly SearchValues<char> BlockStops = SearchValues.Create(": \t" + YamlCharacter.LineBreaks);
    private static readonly SearchValues<char> FlowStops = SearchValues.Create(":,?[]{} \t" + YamlCharacter.LineBreaks);

    private readonly LineFold _fold = new();
    private readonly StringBuilder _lines = new();

    /// <summary>Whether the text read last was followed by a line break.</summary>
    public bool EndedLine { get; private set; }

    /// <param name="inFlow">Whether it stands in brackets.</param>
    /// <param name="indent">The column from which further lines belong to it outside brackets.</param>
    /// <exception cref="HelmYamlException">A further line is indented by a tab.</exception>
    public string Read(bool inFlow, int indent)
    {
        int start = cursor.Index;
        int end = start;
        _lines.Clear();
        _fold.Clear();
        while (!cursor.IsAtDocumentMark && cursor.Current != '#')
        {
            int length = WordLength(inFlow);
            if (length > 0)
            {
                if (_fold.IsBroken)
                {
                    _lines.Append(cursor.Span(start, end));
                    _fold.WriteTo(_lines, cursor);
                    start = cursor.Index;
                }

                _fold.Clear();
                cursor.Skip(length);
                end = cursor.Index;
            }

            if (!YamlCharacter.IsBlank(cursor.Current) && !YamlCharacter.IsBreak(cursor.Current))
            {
                break;
            }
            _fold.Read(cursor, indent);
            if (!inFlow && cursor.Column < indent)
            {
                break;
            }
        }

        EndedLine = _fold.IsBroken;
        return _lines.Length == 0 ? cursor.Slice(start, end) : _lines.Append(cursor.Span(start, end)).ToString();
    }

    // Up to a blank, the end, a colon before one of them, or what ends text in brackets.
    private int WordLength(bool inFlow)
    {
        ReadOnlySpan<char> rest = cursor.Rest;
        int length = 0;
        while (true)
        {
            int stop = rest[length..].IndexOfAny(inFlow ? FlowStops : BlockStops);
            if (stop < 0)
            {
                return rest.Length;
            }
            length += stop;
            if (rest[length] != ':' || YamlCharacter.IsBlankOrEnd(cursor.Peek(length + 1)))
            {
                return length;
            }
            length++;
        }
    }
}
