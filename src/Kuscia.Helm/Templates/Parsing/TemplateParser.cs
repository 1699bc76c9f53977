using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>Parses a template file; error texts and places are those of Go's parser.</summary>
internal sealed partial class TemplateParser
{
    private const int MaxNesting = 1_000;

    private readonly SourceText _source;
    private readonly Lexer _lexer;
    private readonly FunctionTable _functions;
    private readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Token[] _tokens = new Token[3];
    private int _peeked;
    private List<string> _variables = ["$"];
    private int _actionLine;
    private int _rangeDepth;
    private int _nesting;

    private TemplateParser(SourceText source, string text, FunctionTable functions)
    {
        _source = source;
        _functions = functions;
        _lexer = new Lexer(text);
    }

    /// <summary>Parses a file.</summary>
    /// <exception cref="TemplateSyntaxException">The text is no template.</exception>
    public static ParsedFile Parse(string name, string text, FunctionTable functions)
    {
        TemplateParser parser = new(new SourceText(name, text), text, functions);
        ListNode root = parser.Root();
        parser.Define(new Definition(name, parser._source, root));
        return new ParsedFile(name, [.. parser._order.Select(key => parser._definitions[key])]);
    }

    private ListNode Root()
    {
        ListNode root = new(_source, Peek().Position);
        while (Peek().Type != TokenType.Eof)
        {
            if (Peek().Type == TokenType.LeftDelimiter)
            {
                Token delimiter = Next();
                if (NextNonSpace().Type == TokenType.Define)
                {
                    ParseDefinition();
                    continue;
                }

                Backup2(delimiter);
            }

            Node node = TextOrAction();
            if (node.Type is NodeType.End or NodeType.Else)
            {
                throw Fail($"unexpected {node}");
            }
            root.Nodes.Add(node);
        }

        return root;
    }

    private void ParseDefinition()
    {
        const string context = "define clause";
        Token token = NextNonSpace();
        if (token.Type is not (TokenType.String or TokenType.RawString))
        {
            throw Unexpected(token, context);
        }
        string name = Unquote(token.Value);
        ParseBody(name, context, () => Expect(TokenType.RightDelimiter, context));
    }

    // A definition has its own variables and its own loops.
    private void ParseBody(string name, string context, Action? before)
    {
        List<string> outerVariables = _variables;
        int outerRange = _rangeDepth;
        _variables = ["$"];
        _rangeDepth = 0;
        before?.Invoke();
        ListNode body = ItemList(out Node end);
        if (end.Type != NodeType.End)
        {
            throw Fail($"unexpected {end} in {context}");
        }
        Define(new Definition(name, _source, body));
        _variables = outerVariables;
        _rangeDepth = outerRange;
    }

    private void Define(Definition definition)
    {
        if (!_definitions.TryGetValue(definition.Name, out Definition? old))
        {
            _order.Add(definition.Name);
        }
        if (old is null || old.IsEmpty)
        {
            _definitions[definition.Name] = definition;
        }
        else if (!definition.IsEmpty)
        {
            throw Fail($"template: multiple definition of template {GoQuote.Quote(definition.Name)}");
        }
    }

    private ListNode ItemList(out Node end)
    {
        if (++_nesting > MaxNesting)
        {
            throw Fail($"actions are nested deeper than {MaxNesting}");
        }
        ListNode list = new(_source, PeekNonSpace().Position);
        while (PeekNonSpace().Type != TokenType.Eof)
        {
            Node node = TextOrAction();
            if (node.Type is NodeType.End or NodeType.Else)
            {
                end = node;
                _nesting--;
                return list;
            }

            list.Nodes.Add(node);
        }

        throw Fail("unexpected EOF");
    }

    private Node TextOrAction()
    {
        Token token = NextNonSpace();
        switch (token.Type)
        {
            case TokenType.Text:
                return new TextNode(_source, token.Position, token.Value);
            case TokenType.LeftDelimiter:
                _actionLine = token.Line;
                Node node = Action();
                _actionLine = 0;
                return node;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        Token token = NextNonSpace();
        switch (token.Type)
        {
            case TokenType.Block:
                return Block();
            case TokenType.Break:
                return Jump(token, NodeType.Break, "{{break}}");
            case TokenType.Continue:
                return Jump(token, NodeType.Continue, "{{continue}}");
            case TokenType.Else:
                return Else();
            case TokenType.End:
                return new WordNode(_source, Expect(TokenType.RightDelimiter, "end").Position, NodeType.End);
            case TokenType.If:
                return Branch(NodeType.If, "if");
            case TokenType.Range:
                return Branch(NodeType.Range, "range");
            case TokenType.Template:
                return Template();
            case TokenType.With:
                return Branch(NodeType.With, "with");
        }

        Backup();
        return new ActionNode(_source, Peek().Position, Pipeline("command", TokenType.RightDelimiter));
    }

    private WordNode Jump(Token word, NodeType type, string shown)
    {
        Token token = NextNonSpace();
        if (token.Type != TokenType.RightDelimiter)
        {
            throw Unexpected(token, shown);
        }
        if (_rangeDepth == 0)
        {
            throw Fail($"{shown} outside {{{{range}}}}");
        }
        return new WordNode(_source, word.Position, type);
    }

    private WordNode Else()
    {
        Token next = PeekNonSpace();
        // "else if" and "else with" are left for the branch, which reads them as else with a branch inside.
        if (next.Type is TokenType.If or TokenType.With)
        {
            return new WordNode(_source, next.Position, NodeType.Else);
        }
        return new WordNode(_source, Expect(TokenType.RightDelimiter, "else").Position, NodeType.Else);
    }

    private BranchNode Branch(NodeType type, string context)
    {
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => Branch(type, context));
        }
        int variables = _variables.Count;
        PipeNode pipe = Pipeline(context, TokenType.RightDelimiter);
        if (type == NodeType.Range)
        {
            _rangeDepth++;
        }
        ListNode body = ItemList(out Node end);
        if (type == NodeType.Range)
        {
            _rangeDepth--;
        }
        ListNode? otherwise = end.Type == NodeType.Else ? ElseList(type, end) : null;
        _variables.RemoveRange(variables, _variables.Count - variables);
        return new BranchNode(_source, pipe.Position, type, pipe, body, otherwise);
    }

    private ListNode ElseList(NodeType type, Node end)
    {
        bool chained = (type == NodeType.If && Peek().Type == TokenType.If) || (type == NodeType.With && Peek().Type == TokenType.With);
        if (chained)
        {
            Next();
            if (++_nesting > MaxNesting)
            {
                throw Fail($"actions are nested deeper than {MaxNesting}");
            }
            ListNode list = new(_source, end.Position);
            list.Nodes.Add(Branch(type, type == NodeType.If ? "if" : "with"));
            _nesting--;
            return list;
        }

        ListNode otherwise = ItemList(out Node last);
        return last.Type == NodeType.End ? otherwise : throw Fail($"expected end; found {last}");
    }

    private TemplateNode Block()
    {
        const string context = "block clause";
        Token token = NextNonSpace();
        string name = TemplateName(token, context);
        PipeNode pipe = Pipeline(context, TokenType.RightDelimiter);
        ParseBody(name, context, null);
        return new TemplateNode(_source, token.Position, name, pipe);
    }

    private TemplateNode Template()
    {
        const string context = "template clause";
        Token token = NextNonSpace();
        string name = TemplateName(token, context);
        PipeNode? pipe = null;
        if (NextNonSpace().Type != TokenType.RightDelimiter)
        {
            Backup();
            pipe = Pipeline(context, TokenType.RightDelimiter);
        }

        return new TemplateNode(_source, token.Position, name, pipe);
    }

    private string TemplateName(Token token, string context) =>
        token.Type is TokenType.String or TokenType.RawString ? Unquote(token.Value) : throw Unexpected(token, context);
}
