namespace Kuscia.Helm.Yaml.Reading;

/// <summary>One token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">The line where it starts, from 0.</param>
/// <param name="Text">A scalar's text; the name of an anchor or alias; a tag's handle; a directive's handle or version.</param>
/// <param name="Suffix">The rest of a tag, or the prefix of a tag directive.</param>
internal readonly record struct YamlToken(YamlTokenKind Kind, int Line, string Text = "", string Suffix = "")
{
    public bool IsScalar => Kind is YamlTokenKind.PlainScalar or YamlTokenKind.QuotedScalar;
}
