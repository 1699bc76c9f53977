using Kuscia.Operations.Envelopes;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Data;

/// <summary>Rules of the info of a data source, by its type. No sentence here shows a value that may be a secret.</summary>
internal static class DataSourceInfoCheck
{
    private static readonly string[] Types = ["localfs", "oss", "mysql", "odps", "postgresql", "hive", "dameng"];

    public static string? Type(string type) => RequestCheck.OneOf("type", type, Types);

    /// <summary>Null when the info fits the type, else what is missing.</summary>
    public static string? Check(string type, DataSourceInfo info) => type switch
    {
        "localfs" => info.Localfs is { Path: ['/', ..] } ? null : "Field \"info.localfs.path\" must be an absolute directory for a source of type localfs",
        "oss" => info.Oss is { Endpoint.Length: > 0, Bucket.Length: > 0, AccessKeyId.Length: > 0, AccessKeySecret.Length: > 0 }
            ? null
            : "Field \"info.oss\" needs endpoint, bucket, access_key_id and access_key_secret for a source of type oss",
        "odps" => info.Odps is { Endpoint.Length: > 0, Project.Length: > 0, AccessKeyId.Length: > 0, AccessKeySecret.Length: > 0 }
            ? UrlCheck(info.Odps.Endpoint)
            : "Field \"info.odps\" needs endpoint, project, access_key_id and access_key_secret for a source of type odps",
        _ => info.Database is { Endpoint.Length: > 0, Database.Length: > 0 } ? null : $"Field \"info.database\" needs endpoint and database for a source of type {type}",
    };

    private static string? UrlCheck(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
            ? null
            : "Field \"info.odps.endpoint\" must be an http or https URL with a host and without user information";
}
