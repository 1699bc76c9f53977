namespace Kuscia.Helm.Yaml.Reading;

/// <summary>
/// The places where a key may have started that only its colon makes one: at most one per level of brackets, within a line and 1,024 characters
/// (YAML 1.2, 7.4.2).
/// </summary>
internal sealed class SimpleKeys(YamlCursor cursor)
{
    private const int MaxLength = 1_024;

    private Entry[] _levels = new Entry[16];
    private int _count;

    // No level below this one is awaited.
    private int _firstAwaited;

    /// <summary>Opens a level.</summary>
    /// <param name="token">The number of the token that opens it.</param>
    public void Enter(int token)
    {
        if (_count == _levels.Length)
        {
            Array.Resize(ref _levels, _count * 2);
        }
        _levels[_count++] = new Entry { Token = token };
    }

    /// <summary>Closes the innermost level.</summary>
    /// <remarks>A level in which nothing could be a key gives up its bracket as a key too: <c>[]: a</c> is no map.</remarks>
    public void Leave()
    {
        int closed = --_count;
        if (closed > 0 && _levels[closed - 1].Token == _levels[closed].Token)
        {
            _levels[closed - 1].Awaited = false;
        }
    }

    /// <summary>Notes that a key may start here.</summary>
    /// <param name="token">The number that its token will have.</param>
    /// <param name="required">Whether nothing but a key may stand here.</param>
    /// <exception cref="HelmYamlException">The earlier place of this level had to be a key.</exception>
    public void Save(int token, bool required)
    {
        Remove();
        int level = _count - 1;
        _levels[level] = new Entry { Possible = true, Awaited = true, Required = required, Token = token, Mark = cursor.Mark };
        _firstAwaited = Math.Min(_firstAwaited, level);
    }

    /// <summary>Gives up the innermost level's place.</summary>
    /// <exception cref="HelmYamlException">It had to be a key.</exception>
    public void Remove()
    {
        ref Entry key = ref _levels[_count - 1];
        if (!key.Possible)
        {
            return;
        }
        if (key.Required)
        {
            throw NoColon();
        }
        key.Possible = key.Awaited = false;
    }

    /// <summary>Makes the innermost level's place a key, now that the colon was met.</summary>
    /// <returns>Whether there is such a place.</returns>
    /// <exception cref="HelmYamlException">It is too far away, but had to be a key.</exception>
    public bool TryTake(out int token, out YamlMark mark)
    {
        ref Entry key = ref _levels[_count - 1];
        (token, mark) = (key.Token, key.Mark);
        if (!IsStillPossible(ref key))
        {
            return false;
        }
        key.Possible = key.Awaited = false;
        return true;
    }

    /// <summary>Whether it is still open if a token, the first that was not given out, starts a key.</summary>
    /// <exception cref="HelmYamlException">It is too far away, but had to be a key.</exception>
    public bool IsAwaited(int token)
    {
        while (_firstAwaited < _count && !(_levels[_firstAwaited].Awaited && _levels[_firstAwaited].Token >= token))
        {
            _firstAwaited++;
        }
        return _firstAwaited < _count && _levels[_firstAwaited].Token == token && IsStillPossible(ref _levels[_firstAwaited]);
    }

    private bool IsStillPossible(ref Entry key)
    {
        if (!key.Possible)
        {
            return false;
        }
        if (key.Mark.Line == cursor.Line && !IsFar(key.Mark.Index))
        {
            return true;
        }
        if (key.Required)
        {
            throw NoColon();
        }
        key.Possible = false;
        return false;
    }

    private bool IsFar(int index)
    {
        int units = cursor.Index - index;
        return units > MaxLength && (units > 2 * MaxLength || cursor.CharactersSince(index) > MaxLength);
    }

    private HelmYamlException NoColon() => YamlFault.Scanner(cursor.Line, "could not find expected ':'");

    private struct Entry
    {
        public bool Possible;
        public bool Awaited;
        public bool Required;
        public int Token;
        public YamlMark Mark;
    }
}
