using System.Text.RegularExpressions;

namespace Kuscia.ApiServer.Admission.Rules;

/// <summary>The forms of names, labels and annotation keys, with the texts by which users know them.</summary>
internal static partial class NameFormats
{
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ServiceLabel = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string KeyName = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string Value = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>Why a name is no RFC 1123 subdomain.</summary>
    public static IEnumerable<string> NotSubdomain(string name) => Faults(name, 253, SubdomainForm(), Subdomain);

    /// <summary>Why a name is no RFC 1123 label.</summary>
    public static IEnumerable<string> NotLabel(string name) => Faults(name, 63, LabelForm(), Label);

    /// <summary>Why a name is no RFC 1035 label.</summary>
    public static IEnumerable<string> NotServiceName(string name) => Faults(name, 63, ServiceForm(), ServiceLabel);

    /// <summary>Why a name cannot be a segment of a path: RBAC objects may have any other name.</summary>
    public static IEnumerable<string> NotPathSegment(string name)
    {
        if (name is "." or "..")
        {
            yield return $"may not be '{name}'";
        }

        foreach (char forbidden in (char[])['/', '%'])
        {
            if (name.Contains(forbidden, StringComparison.Ordinal))
            {
                yield return $"may not contain '{forbidden}'";
            }
        }
    }

    /// <summary>Why a text is no name of a port.</summary>
    public static IEnumerable<string> NotPortName(string name)
    {
        if (name.Length > 15)
        {
            yield return "must be no more than 15 characters";
        }

        if (!name.All(c => c is '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9')))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!name.Any(c => c is >= 'a' and <= 'z'))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (name.StartsWith('-') || name.EndsWith('-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }

    /// <summary>Why a text is no name of an environment variable.</summary>
    public static IEnumerable<string> NotVariableName(string name)
    {
        if (!VariableForm().IsMatch(name))
        {
            yield return "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit "
                + "(e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";
        }
    }

    /// <summary>Why a text is no label value.</summary>
    public static IEnumerable<string> NotLabelValue(string value) => Faults(value, 63, ValueForm(), Value);

    /// <summary>Why a text is no key of a label, an annotation or a finalizer.</summary>
    public static IEnumerable<string> NotQualifiedName(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        string name = key[(slash + 1)..];
        if (slash == 0)
        {
            yield return "prefix part must be non-empty";
        }
        else if (slash > 0)
        {
            foreach (string fault in NotSubdomain(key[..slash]))
            {
                yield return "prefix part " + fault;
            }
        }

        if (name.Length == 0)
        {
            yield return "name part must be non-empty";
        }

        foreach (string fault in Faults(name, 63, KeyForm(), KeyName))
        {
            yield return fault == KeyName ? fault : "name part " + fault;
        }
    }

    private static IEnumerable<string> Faults(string text, int maxLength, Regex form, string why)
    {
        if (text.Length > maxLength)
        {
            yield return $"must be no more than {maxLength} characters";
        }

        if (!form.IsMatch(text))
        {
            yield return why;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.None, 1000)]
    private static partial Regex SubdomainForm();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.None, 1000)]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.None, 1000)]
    private static partial Regex ServiceForm();

    [GeneratedRegex(@"\A[-._a-zA-Z][-._a-zA-Z0-9]*\z", RegexOptions.None, 1000)]
    private static partial Regex VariableForm();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.None, 1000)]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z", RegexOptions.None, 1000)]
    private static partial Regex ValueForm();
}
