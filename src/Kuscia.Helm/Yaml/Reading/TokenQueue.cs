namespace Kuscia.Helm.Yaml.Reading;

/// <summary>Tokens that were found but not given out; numbered from the start of the text.</summary>
internal sealed class TokenQueue
{
    private readonly List<YamlToken> _tokens = [];
    private int _head;

    /// <summary>The number of the first token that was not given out.</summary>
    public int First { get; private set; }

    /// <summary>The number that the next token gets.</summary>
    public int Next => First + _tokens.Count - _head;

    public bool IsEmpty => _head == _tokens.Count;

    public YamlToken Peek() => _tokens[_head];

    public void Skip()
    {
        First++;
        if (++_head < _tokens.Count)
        {
            return;
        }
        _tokens.Clear();
        _head = 0;
    }

    public void Add(YamlToken token) => _tokens.Add(token);

    /// <summary>Puts a token before the one with a number, or at the end when that one was given out.</summary>
    public void Insert(int number, YamlToken token)
    {
        if (number < First)
        {
            _tokens.Add(token);
        }
        else
        {
            _tokens.Insert(_head + number - First, token);
        }
    }
}
