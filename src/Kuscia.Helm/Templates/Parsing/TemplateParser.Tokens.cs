namespace Kuscia.Helm.Templates.Parsing;

/// <summary>The part of the parser that hands out tokens, with three of look-ahead, and words errors.</summary>
internal sealed partial class TemplateParser
{
    private Token Next()
    {
        if (_peeked > 0)
        {
            _peeked--;
        }
        else
        {
            _tokens[0] = _lexer.Next();
        }
        return _tokens[_peeked];
    }

    private void Backup() => _peeked++;

    private void Backup2(Token first)
    {
        _tokens[1] = first;
        _peeked = 2;
    }

    private void Backup3(Token first, Token second)
    {
        _tokens[1] = second;
        _tokens[2] = first;
        _peeked = 3;
    }

    private Token Peek()
    {
        if (_peeked > 0)
        {
            return _tokens[_peeked - 1];
        }
        _peeked = 1;
        _tokens[0] = _lexer.Next();
        return _tokens[0];
    }

    private Token NextNonSpace()
    {
        Token token = Next();
        while (token.Type == TokenType.Space)
        {
            token = Next();
        }
        return token;
    }

    private Token PeekNonSpace()
    {
        Token token = NextNonSpace();
        Backup();
        return token;
    }

    private Token Expect(TokenType type, string context)
    {
        Token token = NextNonSpace();
        return token.Type == type ? token : throw Unexpected(token, context);
    }

    private TemplateSyntaxException Unexpected(Token token, string context)
    {
        if (token.Type != TokenType.Error)
        {
            return Fail($"unexpected {token.Show()} in {context}");
        }
        string extra = "";
        if (_actionLine != 0 && _actionLine != token.Line)
        {
            extra = $" in action started at {_source.Name}:{_actionLine}";
            if (token.Value.EndsWith(" action", StringComparison.Ordinal))
            {
                extra = extra[" in action".Length..];
            }
        }

        return Fail(token.Value + extra);
    }

    private TemplateSyntaxException Fail(string message) => new($"template: {_source.Name}:{_tokens[0].Line}: {message}");
}
