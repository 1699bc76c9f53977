using System.CommandLine;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Commands;

/// <summary>The flag <c>-o table|json|yaml</c>.</summary>
internal sealed class OutputFlag
{
    private readonly Option<string> _option = new("--output", "-o")
    {
        Description = "prints the output in the specified format. Allowed values: table, json, yaml",
        DefaultValueFactory = static _ => "table",
    };

    public void AddTo(Command command) => command.Options.Add(_option);

    public string Read(ParseResult result)
    {
        string format = result.GetValue(_option) ?? "table";
        return format is "table" or "json" or "yaml"
            ? format
            : throw new HelmException($"invalid argument \"{format}\" for \"-o, --output\" flag: invalid format type");
    }
}
