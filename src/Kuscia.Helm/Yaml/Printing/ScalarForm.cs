namespace Kuscia.Helm.Yaml.Printing;

internal enum ScalarForm : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}
