using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>The templates that see each other, in the order of parsing.</summary>
internal sealed class TemplateScope
{
    private readonly List<ParsedFile> _files = [];
    private readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    private readonly TemplateScope? _earlier;

    public TemplateScope()
    {
    }

    private TemplateScope(TemplateScope earlier) => _earlier = earlier;

    public void Add(ParsedFile file)
    {
        _files.RemoveAll(old => old.Name == file.Name);
        _files.Add(file);
        foreach (Definition definition in file.Definitions)
        {
            if (!definition.IsEmpty || !_definitions.ContainsKey(definition.Name))
            {
                _definitions[definition.Name] = definition;
            }
        }
    }

    public Definition? Find(string name)
    {
        Definition? own = _definitions.GetValueOrDefault(name);
        Definition? earlier = own is null || own.IsEmpty ? _earlier?.Find(name) : null;
        return earlier is not null && (own is null || !earlier.IsEmpty) ? earlier : own;
    }

    /// <summary>A scope of this one followed by one text, whose definitions win.</summary>
    public TemplateScope Before(ParsedFile file)
    {
        TemplateScope scope = new(this);
        scope.Add(file);
        return scope;
    }
}
