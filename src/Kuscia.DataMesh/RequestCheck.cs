using System.Text.RegularExpressions;

namespace Kuscia.DataMesh;

/// <summary>Checks of request fields with the documented texts.</summary>
internal static partial class RequestCheck
{
    private const string NameRule = "^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$";

    /// <summary>Throws unless the value is a valid object name.</summary>
    public static void Name(string field, string value)
    {
        if (!NamePattern().IsMatch(value))
        {
            throw new RequestFaultException($"Field \"{field}\" is invalid, invalid value: \"{value}\": regex used for validation is \"{NameRule}\" ");
        }
    }

    /// <summary>Throws unless the value is given.</summary>
    public static void Given(string field, string value)
    {
        if (value.Length == 0)
        {
            throw new RequestFaultException($"Field \"{field}\" is required and must not be empty");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamePattern();
}
