using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Text;

/// <summary>Functions that take URLs apart and put them together.</summary>
internal static class UrlFunctions
{
    public static IEnumerable<GoFunction> Rows =>
    [
        new("urlParse", "string", static (_, a) => Parse((string)a[0]!)),
        new("urlJoin", "map", static (_, a) => Join(a[0] as ValueMap ?? [])),
        new("getHostByName", "string", static (_, a) => HostByName((string)a[0]!)),
    ];

    private static ValueMap Parse(string text)
    {
        GoUrl url = GoUrl.Parse(text, "unable to parse url: ");
        return new ValueMap
        {
            ["scheme"] = url.Scheme,
            ["host"] = url.Host,
            ["hostname"] = url.HostName,
            ["path"] = url.Path,
            ["query"] = url.Query,
            ["opaque"] = url.Opaque,
            ["fragment"] = url.Fragment,
            ["userinfo"] = url.UserInfo,
        };
    }

    private static string Join(ValueMap map)
    {
        string userInfo = Part(map, "userinfo");
        GoUrl url = new()
        {
            Scheme = Part(map, "scheme"),
            Host = Part(map, "host"),
            Path = Part(map, "path"),
            Query = Part(map, "query"),
            Opaque = Part(map, "opaque"),
            Fragment = Part(map, "fragment"),
        };
        if (userInfo.Length > 0)
        {
            url = url with { UserInfo = GoUrl.Parse($"proto://{userInfo}@host", "unable to parse userinfo in dict: ").UserInfo };
        }
        return url.ToString();
    }

    private static string Part(ValueMap map, string key)
    {
        if (!map.TryGetValue(key, out object? value))
        {
            return "";
        }
        return value as string ?? throw new FunctionException(
            $"unable to parse {key} key, must be of type string, but {(value is null ? "invalid" : GoValue.TypeName(value))} found");
    }

    // As without helm's --enable-dns: no name is looked up.
    private static string HostByName(string name) => System.Net.IPAddress.TryParse(name, out _) ? name : "";
}
