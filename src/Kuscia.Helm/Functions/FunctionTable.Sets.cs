using Kuscia.Helm.Functions.Charts;
using Kuscia.Helm.Functions.Collections;
using Kuscia.Helm.Functions.Encoding;
using Kuscia.Helm.Functions.GoRegex;
using Kuscia.Helm.Functions.Numbers;
using Kuscia.Helm.Functions.Security;
using Kuscia.Helm.Functions.Text;
using Kuscia.Helm.Functions.Time;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions;

/// <summary>The tables in use.</summary>
public sealed partial class FunctionTable
{
    /// <summary>The functions of chart templates: the language's own, Sprig's without env and expandenv, and Helm's.</summary>
    public static FunctionTable Helm { get; } = new([.. Sprig(), .. DataFunctions.HelmRows, .. ChartFunctions.Rows]);

    /// <summary>The functions of values-template.yaml, KubeFATE's first stage.</summary>
    public static FunctionTable ValuesTemplate { get; } = new([.. Sprig(), .. StageFunctions.Rows]);

    private static IEnumerable<GoFunction> Sprig() =>
    [
        .. Builtins.Rows,
        .. TextFunctions.Rows,
        .. CuttingFunctions.Rows,
        .. CaseFunctions.Rows,
        .. ListFunctions.Rows,
        .. MapFunctions.Rows,
        .. NumberFunctions.Rows,
        .. ReflectionFunctions.Rows,
        .. DataFunctions.SprigRows,
        .. PathFunctions.Rows,
        .. UrlFunctions.Rows,
        .. EncodingFunctions.Rows,
        .. VersionFunctions.Rows,
        .. DateFunctions.Rows,
        .. RegexFunctions.Rows,
        .. RandomFunctions.Rows,
        .. SecretFunctions.Rows,
        .. CertificateFunctions.Rows,
    ];
}
