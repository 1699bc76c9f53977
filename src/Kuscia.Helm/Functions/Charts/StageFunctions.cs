using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Functions.Charts;

/// <summary>The functions of KubeFATE's first stage, which turns a cluster description into values: YAML without JSON, and stubs.</summary>
internal static class StageFunctions
{
    private const string Stub = "not implemented";

    public static IEnumerable<GoFunction> Rows =>
    [
        new("toYaml", "any", static (_, a) => DataFunctions.Quietly(() => DataFunctions.WithoutLastBreak(PlainYaml.ToYaml(a[0])))),
        new("fromYaml", "string", static (_, a) => DataFunctions.MapOrError(() => PlainYaml.ParseMap((string)a[0]!))),
        new("fromYamlArray", "string", static (_, a) => DataFunctions.ListOrError(() => PlainYaml.ParseList((string)a[0]!))),
        .. DataFunctions.TextRows,
        new("include", "string,any", static (_, _) => Stub),
        new("tpl", "string,any", static (_, _) => Stub),
        new("required", "string,any", static (_, _) => Stub),
        new("lookup", "string,string,string,string", static (_, _) => new ValueMap()),
        new("fail", "string", static (_, a) => throw new FunctionException((string)a[0]!)),
    ];
}
