using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>The templates that see each other, in the order of parsing.</summary>
internal sealed class TemplateScope
{
    private readonly List<ParsedFile> _files = [];
    private readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    private readonly TemplateScope? _later;

    public TemplateScope()
    {
    }

    private TemplateScope(TemplateScope later) => _later = later;

    public void Add(ParsedFile file)
    {
        _files.RemoveAll(old => old.Name == file.Name);
        _files.Add(file);
        foreach (Definition definition in file.Definitions)
        {
            if (!definition.IsEmpty || !_definitions.ContainsKey(definition.Name))
                _definitions[definition.Name] = definition;
        }
    }

    public Definition? Find(string name)
    {
        Definition? own = _definitions.GetValueOrDefault(name);
        Definition? later = _later?.Find(name);
        return later is null || (later.IsEmpty && own is not null) ? own : later;
    }

    /// <summary>The scope without one file: what tpl adds behind its own text.</summary>
    public TemplateScope Without(string file)
    {
        TemplateScope rest = new();
        foreach (ParsedFile parsed in _files)
        {
            if (parsed.Name != file)
                rest.Add(parsed);
        }

        return rest;
    }

    /// <summary>A scope of one text followed by this one, whose definitions win.</summary>
    public TemplateScope Behind(ParsedFile file)
    {
        TemplateScope scope = new(this);
        scope.Add(file);
        return scope;
    }
}
