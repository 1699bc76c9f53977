using System.CommandLine;
using Kuscia.Helm.Values;

namespace Kuscia.Helm.Commands;

/// <summary>The flags that give values.</summary>
internal sealed class ValueFlags
{
    private readonly Option<string[]> files = new("--values", "-f") { Description = "specify values in a YAML file (can specify multiple)" };
    private readonly Option<string[]> set = new("--set") { Description = "set values on the command line (key1=val1,key2=val2)" };
    private readonly Option<string[]> setString = new("--set-string") { Description = "set STRING values on the command line" };
    private readonly Option<string[]> setJson = new("--set-json") { Description = "set JSON values on the command line (key1=jsonval1)" };
    private readonly Option<string[]> setFile = new("--set-file") { Description = "set values from files (key1=path1,key2=path2)" };

    public void AddTo(Command command)
    {
        command.Options.Add(files);
        command.Options.Add(set);
        command.Options.Add(setString);
        command.Options.Add(setJson);
        command.Options.Add(setFile);
    }

    public ValuesOptions Read(ParseResult result) => new()
    {
        Files = [.. (result.GetValue(files) ?? []).SelectMany(list => list.Split(','))],
        Set = result.GetValue(set) ?? [],
        SetString = result.GetValue(setString) ?? [],
        SetJson = result.GetValue(setJson) ?? [],
        SetFile = result.GetValue(setFile) ?? [],
    };
}
