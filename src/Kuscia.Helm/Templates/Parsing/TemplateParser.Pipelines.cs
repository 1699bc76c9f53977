using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates.Parsing;

/// <summary>The part of the parser that reads pipelines.</summary>
internal sealed partial class TemplateParser
{
    private PipeNode Pipeline(string context, TokenType end)
    {
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => Pipeline(context, end));
        }
        if (++_nesting > MaxNesting)
        {
            throw Fail($"actions are nested deeper than {MaxNesting}");
        }
        PipeNode pipe = new(_source, PeekNonSpace().Position);
        while (PeekNonSpace().Type == TokenType.Variable && Declaration(pipe, context))
        {
        }

        while (true)
        {
            Token token = NextNonSpace();
            if (token.Type == end)
            {
                break;
            }
            if (!StartsCommand(token.Type))
            {
                throw Unexpected(token, context);
            }
            Backup();
            pipe.Commands.Add(Command());
        }

        CheckPipeline(pipe, context);
        _nesting--;
        return pipe;
    }

    /// <returns>Whether another declaration may follow.</returns>
    private bool Declaration(PipeNode pipe, string context)
    {
        Token variable = Next();
        // Space is a token, so whether this is a declaration shows three tokens ahead.
        Token after = Peek();
        Token next = PeekNonSpace();
        if (next.Type is TokenType.Assign or TokenType.Declare)
        {
            pipe.IsAssignment = next.Type == TokenType.Assign;
            NextNonSpace();
            Declare(pipe, variable);
            return false;
        }

        if (next.Type == TokenType.Char && next.Value == ",")
        {
            NextNonSpace();
            Declare(pipe, variable);
            if (context != "range" || pipe.Declarations.Count >= 2)
            {
                throw Fail($"too many declarations in {context}");
            }
            if (PeekNonSpace().Type is TokenType.Variable or TokenType.RightDelimiter or TokenType.RightParen)
            {
                return true;
            }
            throw Fail("range can only initialize variables");
        }

        if (after.Type == TokenType.Space)
        {
            Backup3(variable, after);
        }
        else
        {
            Backup2(variable);
        }
        return false;
    }

    private void Declare(PipeNode pipe, Token variable)
    {
        pipe.Declarations.Add(new VariableNode(_source, variable.Position, variable.Value, []));
        _variables.Add(variable.Value);
    }

    private static bool StartsCommand(TokenType type) => type is TokenType.Bool or TokenType.CharConstant or TokenType.Complex
        or TokenType.Dot or TokenType.Field or TokenType.Identifier or TokenType.Number or TokenType.Nil or TokenType.RawString
        or TokenType.String or TokenType.Variable or TokenType.LeftParen;

    private void CheckPipeline(PipeNode pipe, string context)
    {
        if (pipe.Commands.Count == 0)
        {
            throw Fail($"missing value for {context}");
        }
        for (int i = 1; i < pipe.Commands.Count; i++)
        {
            if (pipe.Commands[i].Arguments[0].Type is NodeType.Bool or NodeType.Dot or NodeType.Nil or NodeType.Number or NodeType.String)
            {
                throw Fail($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command()
    {
        CommandNode command = new(_source, PeekNonSpace().Position);
        while (true)
        {
            PeekNonSpace();
            if (Operand() is { } operand)
            {
                command.Arguments.Add(operand);
            }
            Token token = Next();
            if (token.Type == TokenType.Space)
            {
                continue;
            }
            if (token.Type is TokenType.RightDelimiter or TokenType.RightParen)
            {
                Backup();
            }
            else if (token.Type != TokenType.Pipe)
            {
                throw Unexpected(token, "operand");
            }
            break;
        }

        return command.Arguments.Count > 0 ? command : throw Fail("empty command");
    }

    private Node? Operand()
    {
        Node? node = Term();
        if (node is null || Peek().Type != TokenType.Field)
        {
            return node;
        }
        int position = Peek().Position;
        List<string> fields = [];
        while (Peek().Type == TokenType.Field)
        {
            fields.Add(Next().Value[1..]);
        }
        return node switch
        {
            FieldNode field => new FieldNode(_source, position, [.. field.Fields, .. fields]),
            VariableNode variable => new VariableNode(_source, position, variable.Name, [.. variable.Fields, .. fields]),
            BoolNode or StringNode or NumberNode or NilNode or DotNode =>
                throw Fail($"unexpected . after term {GoQuote.Quote(node.ToString())}"),
            _ => new ChainNode(_source, position, node, [.. fields]),
        };
    }

    private Node? Term()
    {
        Token token = NextNonSpace();
        switch (token.Type)
        {
            case TokenType.Identifier:
                if (!_functions.TryFind(token.Value, out GoFunction? function))
                {
                    throw Fail($"function {GoQuote.Quote(token.Value)} not defined");
                }
                return new IdentifierNode(_source, token.Position, function);
            case TokenType.Dot:
                return new DotNode(_source, token.Position);
            case TokenType.Nil:
                return new NilNode(_source, token.Position);
            case TokenType.Variable:
                if (!_variables.Contains(token.Value))
                {
                    throw Fail($"undefined variable {GoQuote.Quote(token.Value)}");
                }
                return new VariableNode(_source, token.Position, token.Value, []);
            case TokenType.Field:
                return new FieldNode(_source, token.Position, [token.Value[1..]]);
            case TokenType.Bool:
                return new BoolNode(_source, token.Position, token.Value == "true");
            case TokenType.CharConstant or TokenType.Complex or TokenType.Number:
                if (!NumberLiteral.TryParse(token.Value, token.Type, out NumberLiteral number, out string error))
                {
                    throw Fail(error);
                }
                return new NumberNode(_source, token.Position, number);
            case TokenType.LeftParen:
                return Pipeline("parenthesized pipeline", TokenType.RightParen);
            case TokenType.String or TokenType.RawString:
                return new StringNode(_source, token.Position, token.Value, Unquote(token.Value));
        }

        Backup();
        return null;
    }

    private string Unquote(string quoted) => GoQuote.TryUnquote(quoted, out string text) ? text : throw Fail("invalid syntax");
}
