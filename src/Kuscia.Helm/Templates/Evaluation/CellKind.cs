namespace Kuscia.Helm.Templates.Evaluation;

internal enum CellKind : byte
{
    Invalid,
    Concrete,
    Interface,
}
