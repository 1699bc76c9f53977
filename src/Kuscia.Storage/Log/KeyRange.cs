namespace Kuscia.Storage.Log;

/// <summary>Bounds of key ranges in byte order (keys are ASCII).</summary>
internal static class KeyRange
{
    private const char Smallest = '\u0001';

    /// <summary>The first key behind all keys with a prefix.</summary>
    public static string End(string prefix) => prefix.Length == 0 ? "\u007f" : string.Concat(prefix.AsSpan(0, prefix.Length - 1), ((char)(prefix[^1] + 1)).ToString());

    /// <summary>The first possible key behind a key.</summary>
    public static string Behind(string key) => key + Smallest;

    /// <summary>The key behind which a range begins, for databases that compare a shorter key as if blanks followed it; empty when it begins with a prefix.</summary>
    public static string Before(string start) => start.EndsWith(Smallest) ? start[..^1] : "";
}
