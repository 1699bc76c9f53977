namespace Kuscia.Helm.Yaml;

internal enum ScalarForm : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}
