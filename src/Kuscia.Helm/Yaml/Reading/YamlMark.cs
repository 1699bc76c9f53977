namespace Kuscia.Helm.Yaml.Reading;

/// <summary>A place in the text; everything counts from 0.</summary>
internal readonly record struct YamlMark(int Index, int Line, int Column);
