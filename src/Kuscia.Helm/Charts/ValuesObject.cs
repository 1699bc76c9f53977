using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Charts;

/// <summary>A map as <c>chartutil.Values</c>: the root of a template, <c>.Values</c> and <c>.Template</c>. Its methods hide keys of their names, as in Go.</summary>
internal sealed class ValuesObject(ValueMap map) : IGoObject
{
    public string TypeName => "chartutil.Values";

    public object? Underlying => map;

    public GoFunction? FindMethod(string name) => name switch
    {
        "YAML" => new GoFunction(name, "", (context, _) => Yaml(context)),
        "AsMap" => new GoFunction(name, "", (_, _) => map),
        "Table" => new GoFunction(name, "string", (_, a) => new ValuesObject(Table((string)a[0]!))),
        "PathValue" => new GoFunction(name, "string", (_, a) => PathValue((string)a[0]!)),
        _ => null,
    };

    public IGoObject DeepCopy(Func<object?, object?> copy) => new ValuesObject((ValueMap)copy(map)!); // not null: a map is copied to a map

    private string Yaml(FunctionContext context)
    {
        context.Charge(WorkEstimate.Of(map, context.Options.Limits.MaxSteps));
        return HelmYaml.ToYaml(map);
    }

    private ValueMap Table(string path) => ValuesPath.TryTable(map, path, out ValueMap table, out string missing)
        ? table
        : throw new FunctionException($"{GoQuote.Quote(missing)} is not a table");

    private object? PathValue(string path)
    {
        if (path.Length == 0)
        {
            throw new FunctionException("yaml path cannot be empty");
        }
        return ValuesPath.TryValue(map, path, out object? value)
            ? value
            : throw new FunctionException($"{GoQuote.Quote(path[(path.LastIndexOf('.') + 1)..])} is not a value");
    }
}
