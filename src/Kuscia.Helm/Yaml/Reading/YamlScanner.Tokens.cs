namespace Kuscia.Helm.Yaml.Reading;

/// <content>What each token does to the blocks, the brackets and the keys that may have started.</content>
internal sealed partial class YamlScanner
{
    private void EndStream()
    {
        _cursor.EndLine();
        Outermost();
        _tokens.Add(new YamlToken(YamlTokenKind.StreamEnd, _cursor.Line));
    }

    private void Directive()
    {
        Outermost();
        _tokens.Add(_directives.Read());
    }

    private void DocumentMark(YamlTokenKind kind)
    {
        Outermost();
        Indicator(kind, length: 3);
    }

    private void Outermost()
    {
        Unroll(-1);
        _keys.Remove();
        _keyAllowed = false;
    }

    private void OpenFlow(YamlTokenKind kind)
    {
        SaveKey();
        _keys.Enter(_tokens.Next);
        _flowLevel++;
        _keyAllowed = true;
        Indicator(kind);
    }

    private void CloseFlow(YamlTokenKind kind)
    {
        _keys.Remove();
        if (_flowLevel > 0)
        {
            _flowLevel--;
            _keys.Leave();
        }

        _keyAllowed = false;
        Indicator(kind);
    }

    private void FlowEntry()
    {
        _keys.Remove();
        _keyAllowed = true;
        Indicator(YamlTokenKind.FlowEntry);
    }

    // In brackets the parser reports it.
    private void BlockEntry()
    {
        if (_flowLevel == 0)
        {
            if (!_keyAllowed)
            {
                throw Fault("block sequence entries are not allowed in this context");
            }
            Roll(_cursor.Column, -1, YamlTokenKind.BlockSequenceStart, _cursor.Line);
        }

        _keys.Remove();
        _keyAllowed = true;
        Indicator(YamlTokenKind.BlockEntry);
    }

    private void Key()
    {
        if (_flowLevel == 0)
        {
            if (!_keyAllowed)
            {
                throw Fault("mapping keys are not allowed in this context");
            }
            Roll(_cursor.Column, -1, YamlTokenKind.BlockMappingStart, _cursor.Line);
        }

        _keys.Remove();
        _keyAllowed = _flowLevel == 0;
        Indicator(YamlTokenKind.Key);
    }

    private void Value()
    {
        if (_keys.TryTake(out int number, out YamlMark mark))
        {
            _tokens.Insert(number, new YamlToken(YamlTokenKind.Key, mark.Line));
            Roll(mark.Column, number, YamlTokenKind.BlockMappingStart, mark.Line);
            _keyAllowed = false;
        }
        else
        {
            if (_flowLevel == 0)
            {
                if (!_keyAllowed)
                {
                    throw Fault("mapping values are not allowed in this context");
                }
                Roll(_cursor.Column, -1, YamlTokenKind.BlockMappingStart, _cursor.Line);
            }

            _keyAllowed = _flowLevel == 0;
        }

        Indicator(YamlTokenKind.Value);
    }

    private void Named(YamlTokenKind kind)
    {
        int line = BeginContent();
        _tokens.Add(new YamlToken(kind, line, _tags.ReadAnchor()));
    }

    private void Tag()
    {
        int line = BeginContent();
        (string handle, string suffix) = _tags.ReadTag();
        _tokens.Add(new YamlToken(YamlTokenKind.Tag, line, handle, suffix));
    }

    private void Block()
    {
        _keys.Remove();
        _keyAllowed = true;
        int line = _cursor.Line;
        _tokens.Add(new YamlToken(YamlTokenKind.QuotedScalar, line, _block.Read(_indent)));
    }

    private void Quoted()
    {
        int line = BeginContent();
        _tokens.Add(new YamlToken(YamlTokenKind.QuotedScalar, line, _quoted.Read()));
    }

    private void Plain()
    {
        int line = BeginContent();
        string text = _plain.Read(_flowLevel > 0, _indent + 1);
        _keyAllowed = _plain.EndedLine;
        _tokens.Add(new YamlToken(YamlTokenKind.PlainScalar, line, text));
    }

    private int BeginContent()
    {
        SaveKey();
        _keyAllowed = false;
        return _cursor.Line;
    }

    private void SaveKey()
    {
        if (_keyAllowed)
        {
            _keys.Save(_tokens.Next, required: _flowLevel == 0 && _indent == _cursor.Column);
        }
    }

    private void Indicator(YamlTokenKind kind, int length = 1)
    {
        _tokens.Add(new YamlToken(kind, _cursor.Line));
        _cursor.Skip(length);
    }
}
