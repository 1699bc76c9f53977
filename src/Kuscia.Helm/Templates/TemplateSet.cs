using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates.Evaluation;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates;

/// <summary>
/// A set of template files that see each other's definitions. Files are added in the order in which Helm parses them
/// (see <see cref="ParseOrder"/>); a later definition of a name replaces an earlier one unless it is empty.
/// Adding is not thread-safe; rendering is, once everything is added.
/// </summary>
public sealed class TemplateSet
{
    private readonly FunctionTable _functions;
    private readonly bool _helmErrors;
    private readonly TemplateScope _scope = new();

    /// <summary>Creates an empty set.</summary>
    /// <param name="functions">The functions that templates may call; <see cref="FunctionTable.Helm"/> for charts.</param>
    /// <param name="helmErrors">Whether parse errors are worded as Helm does ("parse error at (NAME:LINE): …") or as Go does.</param>
    public TemplateSet(FunctionTable functions, bool helmErrors = true)
    {
        _functions = functions;
        _helmErrors = helmErrors;
    }

    /// <summary>The order in which Helm parses files: deeper folders first, then names backwards.</summary>
    public static IReadOnlyList<string> ParseOrder(IEnumerable<string> names)
    {
        List<string> sorted = [.. names];
        sorted.Sort(static (a, b) =>
        {
            int depth = b.AsSpan().Count('/') - a.AsSpan().Count('/');
            return depth != 0 ? depth : CodePointComparer.Instance.Compare(b, a);
        });
        return sorted;
    }

    /// <summary>Parses a file and adds it together with what it defines.</summary>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public void Add(string name, string text) => _scope.Add(ParseFile(name, text));

    /// <summary>Tells whether a template (file or definition) of this name exists.</summary>
    public bool Contains(string name) => _scope.Find(name) is not null;

    /// <summary>Renders a template of the set.</summary>
    /// <param name="name">A file or a definition.</param>
    /// <param name="data">The root value, following the conventions of <see cref="GoValue"/>.</param>
    /// <param name="options">Limits and sources.</param>
    /// <param name="cancellationToken">Ends the rendering early.</param>
    /// <exception cref="TemplateException">The template fails or passes a limit.</exception>
    public string Render(string name, object? data, RenderOptions options, CancellationToken cancellationToken)
    {
        RenderSession session = new(options, this, cancellationToken);
        return session.Render(_scope, name, data);
    }

    internal TemplateScope Scope => _scope;

    /// <summary>Parses a text; the error is worded as Go does.</summary>
    internal ParsedFile ParseText(string name, string text) => text.Length <= RenderLimits.MaxSource
        ? TemplateParser.Parse(name, text, _functions)
        : throw new TemplateException(TemplateFailure.Limit, $"template {name} has {text.Length} characters, more than the {RenderLimits.MaxSource} that are read");

    internal ParsedFile ParseFile(string name, string text)
    {
        try
        {
            return ParseText(name, text);
        }
        catch (TemplateSyntaxException error)
        {
            string message = _helmErrors ? HelmErrorText.CleanParse(name, error.Message) : error.Message;
            throw new TemplateException(TemplateFailure.Parse, message, error);
        }
    }
}
