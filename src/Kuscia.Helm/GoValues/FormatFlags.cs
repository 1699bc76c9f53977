namespace Kuscia.Helm.GoValues;

/// <summary>What stands between the percent sign and the verb.</summary>
internal record struct FormatFlags
{
    public bool Plus;
    public bool Minus;
    public bool Sharp;
    public bool Space;
    public bool Zero;
    public bool PlusV;
    public bool SharpV;
    public int? Width;
    public int? Precision;
}
