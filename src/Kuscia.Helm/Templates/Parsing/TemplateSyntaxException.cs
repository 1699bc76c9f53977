namespace Kuscia.Helm.Templates.Parsing;

/// <summary>The text is no template; the message is worded as Go's parser does.</summary>
internal sealed class TemplateSyntaxException(string message) : Exception(message);
