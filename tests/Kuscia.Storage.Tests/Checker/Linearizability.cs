namespace Kuscia.Storage.Tests.Checker;

/// <summary>
/// Whether there is an order of all operations on one register that keeps to real time and in which each does what a register does: the search of Wing and Gong (1993) with
/// the memory of Lowe (2017), which never looks twice at the same set of operations with the same value.
/// </summary>
internal sealed class Linearizability
{
    private readonly Operation[] _operations;
    private readonly bool[] _placed;
    private readonly HashSet<(string Placed, string? Value)> _seen = [];
    private int _deepest;
    private string _stuck = "";

    private Linearizability(IEnumerable<Operation> operations)
    {
        _operations = [.. operations.OrderBy(o => o.Call)];
        _placed = new bool[_operations.Length];
    }

    /// <summary>Null when there is such an order, otherwise where the longest attempt ended.</summary>
    public static string? Fault(IEnumerable<Operation> operations)
    {
        Linearizability search = new(operations);
        return search.Search() ? null : search._stuck;
    }

    // Depth first, without recursion: a history may be longer than the stack is deep.
    private bool Search()
    {
        string? value = null;
        Stack<(int Operation, string? Before)> path = new();
        int next = 0;
        while (!IsComplete())
        {
            int found = Next(value, next);
            if (found >= 0)
            {
                path.Push((found, value));
                _placed[found] = true;
                value = After(_operations[found], value);
                if (_seen.Add((Key(), value)))
                {
                    next = 0;
                    continue;
                }
            }
            else
            {
                Remember(path.Count, value);
            }

            if (path.Count == 0)
            {
                return false;
            }

            (int last, value) = path.Pop();
            _placed[last] = false;
            next = last + 1;
        }

        return true;
    }

    // The first operation from an index on that may come next: called before any that is left returned, and possible on this value.
    private int Next(string? value, int from)
    {
        long limit = long.MaxValue;
        for (int i = 0; i < _operations.Length && _operations[i].Call < limit; i++)
        {
            limit = _placed[i] ? limit : Math.Min(limit, _operations[i].Return);
        }

        for (int i = from; i < _operations.Length && _operations[i].Call <= limit; i++)
        {
            if (!_placed[i] && IsPossible(_operations[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPossible(Operation operation, string? value) => operation switch
    {
        { IsRead: true } => operation.Value == value,
        { Ending: Ending.Refused } => operation.Expected != value,
        _ => operation.Expected == value,
    };

    private static string? After(Operation operation, string? value) => operation.IsRead || operation.Ending == Ending.Refused ? value : operation.Value;

    // What is not known may never have happened.
    private bool IsComplete()
    {
        for (int i = 0; i < _operations.Length; i++)
        {
            if (!_placed[i] && _operations[i].Ending != Ending.Unknown)
            {
                return false;
            }
        }

        return true;
    }

    private string Key() => string.Create(_placed.Length, _placed, static (text, placed) =>
    {
        for (int i = 0; i < placed.Length; i++)
        {
            text[i] = placed[i] ? '1' : '0';
        }
    });

    private void Remember(int depth, string? value)
    {
        if (depth >= _deepest)
        {
            _deepest = depth;
            IEnumerable<Operation> left = _operations.Where((_, i) => !_placed[i]).Take(8);
            _stuck = $"after {depth} of {_operations.Length} operations the value is {value ?? "nothing"}, and none of these can come next: {string.Join("; ", left)}";
        }
    }
}
