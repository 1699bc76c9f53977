using System.Security.Cryptography;

namespace Kuscia.Operations.Data;

/// <summary>Ids of objects whose creator names none.</summary>
public static class DataIds
{
    private const int MaxPrefix = 16;

    /// <summary>An id for a domaindata: the plain characters of its name without leading digits, at most 16 of them, and 16 random bytes.</summary>
    public static string ForData(string name)
    {
        string kept = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToLowerInvariant().TrimStart([.. "0123456789-"]);
        string prefix = kept.Length > MaxPrefix ? kept[..MaxPrefix] : kept;
        string separator = prefix.Length == 0 || prefix.EndsWith('-') ? "" : "-";
        return prefix + separator + Random();
    }

    /// <summary>An id of the form <c>PREFIX-RANDOM</c>.</summary>
    public static string WithPrefix(string prefix) => $"{prefix}-{Random()}";

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
