namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>A limit was passed; it passes through includes without being wrapped again.</summary>
internal sealed class TemplateLimitException(string message) : Exception(message);
