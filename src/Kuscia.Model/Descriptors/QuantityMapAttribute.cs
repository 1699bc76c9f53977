namespace Kuscia.Model.Descriptors;

/// <summary>Marks a map whose values are Kubernetes quantities such as <c>500m</c> or <c>1Gi</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class QuantityMapAttribute : Attribute
{
    /// <summary>The form of a quantity: sign, decimal number, binary or decimal suffix or exponent.</summary>
    public const string Pattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";
}
