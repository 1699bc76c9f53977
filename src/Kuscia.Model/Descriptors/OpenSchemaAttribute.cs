namespace Kuscia.Model.Descriptors;

/// <summary>
/// Marks a record that types only some members of its wire object: the others are accepted and stored untouched, and are no
/// unknown fields to a strict client.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OpenSchemaAttribute : Attribute;
