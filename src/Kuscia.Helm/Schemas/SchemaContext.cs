namespace Kuscia.Helm.Schemas;

/// <summary>Where in the values a check stands, as errors name it.</summary>
/// <param name="Path">Dotted path; empty at the root.</param>
/// <param name="Depth">Number of steps taken, references included; bounds recursion.</param>
internal readonly record struct SchemaContext(string Path, int Depth)
{
    public string Name => Path.Length == 0 ? "(root)" : Path;

    public SchemaContext At(string part) => new(Path.Length == 0 ? part : $"{Path}.{part}", Depth + 1);

    public SchemaContext Deeper() => this with { Depth = Depth + 1 };
}
