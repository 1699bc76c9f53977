using System.Text.RegularExpressions;
using Kuscia.Model.Json;

namespace Kuscia.Api;

/// <summary>Checks of request fields with the documented texts.</summary>
internal static partial class RequestCheck
{
    private const string NameRule = "^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$";

    /// <summary>Null when the value is a valid object name, else the sentence for the caller.</summary>
    public static string? Name(string field, string value) =>
        NamePattern().IsMatch(value) ? null : $"Field \"{field}\" is invalid, invalid value: \"{value}\": regex used for validation is \"{NameRule}\" ";

    /// <summary>Null when the value is given.</summary>
    public static string? Given(string field, string value) => value.Length > 0 ? null : $"Field \"{field}\" is required and must not be empty";

    /// <summary>The first failed check, or null.</summary>
    public static string? First(params ReadOnlySpan<string?> checks)
    {
        foreach (string? check in checks)
        {
            if (check is not null)
            {
                return check;
            }
        }

        return null;
    }

    /// <summary>RFC 3339 text, empty when unset.</summary>
    public static string Time(DateTimeOffset? time) => time is { } value ? KubernetesTimeConverter.ToText(value) : "";

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamePattern();
}
