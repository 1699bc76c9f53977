using Kuscia.Helm.GoValues;
using Kuscia.Helm.Yaml;

namespace Kuscia.Helm.Charts;

/// <summary>What templates see as <c>.Files</c>: the extra files of one chart and nothing beyond them.</summary>
internal sealed class FilesObject : IGoObject
{
    private readonly ValueMap _files;

    private FilesObject(ValueMap files) => _files = files;

    public string TypeName => "engine.files";

    public object? Underlying => _files;

    public static FilesObject Of(Chart chart)
    {
        ValueMap map = new(MapType.Bytes);
        foreach (ChartFile file in chart.Files)
        {
            map[file.Name] = file.Data.ToArray();
        }

        return new FilesObject(map);
    }

    public GoFunction? FindMethod(string name) => name switch
    {
        "Get" => new GoFunction("Get", "string", (_, a) => GoText.FromBytes(Bytes((string)a[0]!))),
        "GetBytes" => new GoFunction("GetBytes", "string", (_, a) => Bytes((string)a[0]!)),
        "Glob" => new GoFunction("Glob", "string", (context, a) => Glob(context, (string)a[0]!)),
        "Lines" => new GoFunction("Lines", "string", (_, a) => Lines((string)a[0]!)),
        "AsConfig" => new GoFunction("AsConfig", "", (_, _) => AsYaml(static data => GoText.FromBytes(data))),
        "AsSecrets" => new GoFunction("AsSecrets", "", (_, _) => AsYaml(static data => Convert.ToBase64String(data))),
        _ => null,
    };

    private byte[] Bytes(string name) => _files[name] as byte[] ?? [];

    private FilesObject Glob(FunctionContext context, string pattern)
    {
        context.Charge(_files.Count);
        GlobPattern glob = GlobPattern.Parse(pattern);
        ValueMap found = new(MapType.Bytes);
        foreach ((string name, object? data) in _files)
        {
            if (glob.Matches(name))
            {
                found[name] = data;
            }
        }

        return new FilesObject(found);
    }

    private List<string> Lines(string name) =>
        _files[name] is byte[] data ? [.. GoText.FromBytes(data).Split('\n')] : [];

    private string AsYaml(Func<byte[], string> print)
    {
        ValueMap texts = new(MapType.Text);
        foreach ((string name, object? data) in _files)
        {
            texts[ChartPaths.Base(name)] = print(data as byte[] ?? []);
        }

        return HelmYaml.ToYaml(texts).TrimEnd('\n');
    }
}
