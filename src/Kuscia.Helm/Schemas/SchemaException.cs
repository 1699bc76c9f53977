namespace Kuscia.Helm.Schemas;

/// <summary>A schema itself cannot be used; the message says why.</summary>
/// <param name="message">What is wrong with the schema.</param>
/// <param name="inner">The failure below it, if any.</param>
internal sealed class SchemaException(string message, Exception? inner = null) : Exception(message, inner);
