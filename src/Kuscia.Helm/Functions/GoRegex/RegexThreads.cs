namespace Kuscia.Helm.Functions.GoRegex;

/// <summary>The places of a program that are followed at one position, in order of preference, each at most once.</summary>
internal sealed class RegexThreads(int size)
{
    private readonly int[] _places = new int[size];
    private readonly int[] _index = new int[size];
    private int[]?[] _marks = new int[Math.Min(size, 16)][];

    public int Count { get; private set; }

    public int Place(int at) => _places[at];

    /// <summary>Adds a place unless it is there already.</summary>
    public bool Add(int place)
    {
        int at = _index[place];
        if (at < Count && _places[at] == place)
        {
            return false;
        }
        _index[place] = Count;
        _places[Count++] = place;
        return true;
    }

    /// <summary>Hands marks to the place added last.</summary>
    public void SetMarks(int[] marks)
    {
        if (_marks.Length < Count)
        {
            Array.Resize(ref _marks, Math.Min(size, Math.Max(Count, 2 * _marks.Length)));
        }
        _marks[Count - 1] = marks;
    }

    public int[]? TakeMarks(int at)
    {
        if (at >= _marks.Length)
        {
            return null;
        }
        int[]? marks = _marks[at];
        _marks[at] = null;
        return marks;
    }

    public void Clear() => Count = 0;
}
