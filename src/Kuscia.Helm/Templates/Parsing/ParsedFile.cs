namespace Kuscia.Helm.Templates.Parsing;

/// <summary>A template file with all it defines; the file itself is one of the definitions.</summary>
internal sealed record ParsedFile(string Name, IReadOnlyList<Definition> Definitions);
