using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Data;

/// <summary>Rules of the info of a data source, by its type. No sentence here shows a value that may be a secret.</summary>
internal static class DataSourceInfoCheck
{
    private static readonly string[] Types = ["localfs", "oss", "mysql", "odps", "postgresql", "hive", "dameng"];

    /// <summary>Null when there are sources of this type.</summary>
    public static string? Type(string type) =>
        Types.Contains(type, StringComparer.Ordinal) ? null : $"domain data source type \"{RequestCheck.Shown(type)}\" doesn't support, the available types are [{string.Join(',', Types)}]";

    /// <summary>True when the info is of the kind that its type has; for the types that tell it so.</summary>
    public static bool HasDatabase(string type, DataSourceInfo info) => type is not ("mysql" or "postgresql" or "hive") || info.Database is not null;

    /// <summary>Null when the info fits the type, else what is missing first.</summary>
    public static string? Check(string type, DataSourceInfo info) => type switch
    {
        "localfs" => info.Localfs is not { } local ? "localfs info is nil" : Missing(type, ("path", local.Path)) ?? Absolute(local.Path),
        "oss" => info.Oss is not { } oss ? "oss info is nil"
            : Missing(type, ("endpoint", oss.Endpoint), ("bucket", oss.Bucket), ("access_key_id", oss.AccessKeyId), ("access_key_secret", oss.AccessKeySecret)),
        "odps" => info.Odps is not { } odps ? "odps info is nil"
            : Missing(type, ("endpoint", odps.Endpoint), ("project", odps.Project), ("access_key_id", odps.AccessKeyId), ("access_key_secret", odps.AccessKeySecret)) ?? UrlCheck(odps.Endpoint),
        "dameng" => info.Database is not { } dameng ? "dameng info is nil" : Missing(type, ("endpoint", dameng.Endpoint), ("database", dameng.Database)),
        _ => info.Database is { Endpoint.Length: > 0, Database.Length: > 0 } ? null : $"Field \"info.database\" needs endpoint and database for a source of type {type}",
    };

    private static string? Missing(string type, params ReadOnlySpan<(string Name, string Value)> members)
    {
        foreach ((string name, string value) in members)
        {
            if (value.Length == 0)
            {
                return $"{type} '{name}' is empty";
            }
        }

        return null;
    }

    private static string? Absolute(string path) => path[0] == '/' ? null : "Field \"info.localfs.path\" must be an absolute directory for a source of type localfs";

    private static string? UrlCheck(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
            ? null
            : "odps 'endpoint' is invalid, should contain the prefix: http or https";
}
