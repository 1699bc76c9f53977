using System.Text.RegularExpressions;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;

namespace Kuscia.Operations.Envelopes;

/// <summary>Checks of request fields with the documented texts.</summary>
public static partial class RequestCheck
{
    private const string NameRule = "^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$";
    private const int MaxShown = 80;

    /// <summary>What a text that is no quantity is told.</summary>
    public const string QuantityRule = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>Throws when a check failed; the sentences of all that failed are joined by semicolons.</summary>
    /// <exception cref="RequestFaultException">A check failed.</exception>
    public static void Require(params ReadOnlySpan<string?> faults)
    {
        if (Joined(faults) is { } all)
        {
            throw new RequestFaultException(all);
        }
    }

    /// <summary>The same for members that are missing where the originals look before the operation begins (<see cref="RequestFaultException.IsBare"/>).</summary>
    /// <exception cref="RequestFaultException">A check failed.</exception>
    public static void RequireBare(params ReadOnlySpan<string?> faults)
    {
        if (Joined(faults) is { } all)
        {
            throw new RequestFaultException(all) { IsBare = true };
        }
    }

    /// <summary>Throws the first sentence, as the originals tell only that.</summary>
    /// <exception cref="RequestFaultException">A check failed.</exception>
    public static void First(params ReadOnlySpan<string?> faults)
    {
        if (FirstOf(faults) is { } fault)
        {
            throw new RequestFaultException(fault);
        }
    }

    /// <summary>The same with a code of the operation's own.</summary>
    /// <exception cref="OperationFaultException">A check failed.</exception>
    public static void First(int code, params ReadOnlySpan<string?> faults)
    {
        if (FirstOf(faults) is { } fault)
        {
            throw new OperationFaultException(code, fault);
        }
    }

    /// <summary>Null when the value is given, else the sentence.</summary>
    public static string? Filled(string value, string sentence) => value.Length > 0 ? null : sentence;

    /// <summary>Null when the value is a valid object name, else the sentence for the caller.</summary>
    public static string? Name(string field, string value) =>
        NamePattern().IsMatch(value) ? null : $"Field \"{field}\" is invalid, invalid value: \"{Shown(value)}\": regex used for validation is \"{NameRule}\" ";

    /// <summary>Null when the value is empty or a valid object name.</summary>
    public static string? NameIfGiven(string field, string value) => value.Length == 0 ? null : Name(field, value);

    /// <summary>Null when the value keeps the rule of its kind of identifier.</summary>
    public static string? Identifier(string field, string value, IdentifierRule rule) => rule.Fault(value) is { } fault ? Invalid(field, value, fault) : null;

    /// <summary>Null when the value is empty or keeps the rule of its kind of identifier.</summary>
    public static string? IdentifierIfGiven(string field, string value, IdentifierRule rule) => value.Length == 0 ? null : Identifier(field, value, rule);

    /// <summary>Null when the value is given.</summary>
    public static string? Given(string field, string value) => value.Length > 0 ? null : $"Field \"{field}\" is required and must not be empty";

    /// <summary>Null when the value is empty or one of those allowed.</summary>
    public static string? OneOf(string field, string value, params string[] allowed) =>
        allowed.Contains(value, StringComparer.Ordinal) ? null : Invalid(field, value, $"it must be one of {string.Join(", ", allowed.Select(a => $"\"{a}\""))}");

    /// <summary>Null when the value is empty or a Kubernetes quantity.</summary>
    public static string? AmountIfGiven(string field, string value) =>
        value.Length == 0 || (Quantity.TryParse(value, out Quantity amount) && amount >= Quantity.Zero)
            ? null
            : Invalid(field, value, "it must be a Kubernetes quantity of 0 or more, for example 2, 500m or 4Gi");

    /// <summary>The sentence for a field whose value breaks a rule.</summary>
    public static string Invalid(string field, string value, string cure) => $"Field \"{field}\" is invalid, invalid value: \"{Shown(value)}\": {cure}";

    /// <summary>RFC 3339 text, empty when unset.</summary>
    public static string Time(DateTimeOffset? time) => time is { } value ? KubernetesTimeConverter.ToText(value) : "";

    /// <summary>A value cut to what a sentence can hold.</summary>
    public static string Shown(string value) => value.Length > MaxShown ? value[..MaxShown] + "…" : value;

    private static string? FirstOf(ReadOnlySpan<string?> faults)
    {
        foreach (string? fault in faults)
        {
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? Joined(ReadOnlySpan<string?> faults)
    {
        string? all = null;
        foreach (string? fault in faults)
        {
            all = fault is null ? all : all is null ? fault : all + ";" + fault;
        }

        return all;
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\z")]
    private static partial Regex NamePattern();
}
