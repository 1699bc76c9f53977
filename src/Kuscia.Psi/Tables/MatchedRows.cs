namespace Kuscia.Psi.Tables;

/// <summary>Where the rows of each common key lie in the file: flat arrays grouped by key, 12 bytes a row.</summary>
internal sealed class MatchedRows
{
    private readonly int[] _first;
    private readonly int[] _next;
    private readonly long[] _offsets;
    private readonly int[] _lengths;

    /// <summary>Reserves room for the given number of rows of each key.</summary>
    public MatchedRows(int keys, int[] counts)
    {
        _first = new int[keys + 1];
        for (int i = 0; i < keys; i++)
        {
            _first[i + 1] = _first[i] + counts[i];
        }

        _next = _first[..keys];
        _offsets = new long[_first[keys]];
        _lengths = new int[_first[keys]];
    }

    /// <summary>Index of the first row of a key; one past the last key gives the number of rows.</summary>
    public int First(int key) => _first[key];

    /// <summary>Position of a row in the file.</summary>
    public long Offset(int row) => _offsets[row];

    /// <summary>Length of a row in bytes.</summary>
    public int Length(int row) => _lengths[row];

    /// <summary>Adds a row of a key.</summary>
    /// <returns>True for the first row of the key.</returns>
    public bool Add(int key, long offset, int length)
    {
        int row = _next[key]++;
        _offsets[row] = offset;
        _lengths[row] = length;
        return row == _first[key];
    }

    /// <summary>Starts <see cref="Next"/> again at the first row of every key.</summary>
    public void Rewind() => Array.Copy(_first, _next, _next.Length);

    /// <summary>The index of the next row of a key.</summary>
    public int Next(int key) => _next[key]++;
}
