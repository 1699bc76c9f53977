using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Time;

/// <summary>A month or a day of the week: a number that prints as a name.</summary>
internal sealed record GoNamedNumber(string TypeName, string? Text, int Number) : IGoObject
{
    public object? ToJsonValue() => (nint)Number;
}
