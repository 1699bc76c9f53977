using System.Text.RegularExpressions;

namespace Kuscia.Helm.Releases;

/// <summary>The rule for names of releases.</summary>
public static partial class ReleaseNames
{
    private const int MaxLength = 53;
    private const string Rule = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>What is wrong with a name; null when it is good.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0)
        {
            return "no name provided";
        }

        return name.Length <= MaxLength && Valid().IsMatch(name)
            ? null
            : $"invalid release name, must match regex {Rule} and the length must not be longer than {MaxLength}";
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Valid();
}
