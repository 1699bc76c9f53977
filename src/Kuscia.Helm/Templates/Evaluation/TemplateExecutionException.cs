namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>An action failed; the message is worded as Go's ExecError.</summary>
internal sealed class TemplateExecutionException(string message) : Exception(message);
