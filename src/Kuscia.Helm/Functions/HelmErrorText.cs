using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions;

/// <summary>The clean-up that Helm applies to error texts of Go's template package.</summary>
internal static class HelmErrorText
{
    private const string Start = "HELM_ERR_START";
    private const string End = "HELM_ERR_END";

    /// <summary>Marks the message of required or fail, so that it can be found inside the full text.</summary>
    public static string Wrap(string message) => Start + message + End;

    /// <summary>Words a parse error as Helm does.</summary>
    public static string CleanParse(string file, string message)
    {
        string[] tokens = message.Split(": ");
        return tokens.Length == 1 ? $"parse error in ({file}): {message}" : $"parse error at ({tokens[1]}): {tokens[^1]}";
    }

    /// <summary>Words a failure of a rendering as Helm does.</summary>
    public static string CleanExecution(string file, string message)
    {
        string[] tokens = message.Split(": ", 3);
        if (tokens.Length != 3)
        {
            return $"execution error in ({file}): {message}";
        }
        int start = tokens[2].IndexOf(Start, StringComparison.Ordinal);
        int end = tokens[2].LastIndexOf(End, StringComparison.Ordinal);
        return start >= 0 && end > start
            ? $"execution error at ({tokens[1]}): {tokens[2][(start + Start.Length)..end]}"
            : message;
    }

    /// <summary>The text of an undefined template, as the include function reports it.</summary>
    public static string NoTemplate(string name) =>
        $"template: no template {GoQuote.Quote(name)} associated with template \"gotpl\"";
}
