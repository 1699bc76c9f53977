using System.CommandLine;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary>The flags that give values.</summary>
internal sealed class ValueFlags
{
    private readonly Option<string[]> _files = new("--values", "-f") { Description = "specify values in a YAML file (can specify multiple)" };
    private readonly Option<string[]> _set = new("--set") { Description = "set values on the command line (key1=val1,key2=val2)" };
    private readonly Option<string[]> _setString = new("--set-string") { Description = "set STRING values on the command line" };
    private readonly Option<string[]> _setJson = new("--set-json") { Description = "set JSON values on the command line (key1=jsonval1)" };
    private readonly Option<string[]> _setFile = new("--set-file") { Description = "set values from files (key1=path1,key2=path2)" };

    public void AddTo(Command command)
    {
        command.Options.Add(_files);
        command.Options.Add(_set);
        command.Options.Add(_setString);
        command.Options.Add(_setJson);
        command.Options.Add(_setFile);
    }

    public ValuesOptions Read(ParseResult result) => new()
    {
        Files = [.. (result.GetValue(_files) ?? []).SelectMany(list => list.Split(','))],
        Set = result.GetValue(_set) ?? [],
        SetString = result.GetValue(_setString) ?? [],
        SetJson = result.GetValue(_setJson) ?? [],
        SetFile = result.GetValue(_setFile) ?? [],
    };
}
