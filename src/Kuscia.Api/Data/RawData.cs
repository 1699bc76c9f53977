using System.Security.Cryptography;
using System.Text.Json;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Data;

/// <summary>Removes the data behind a domaindata: files of local sources of the own domain.</summary>
internal sealed class RawData(IResourceClient client, DataSourceSecrets secrets, KusciaApiOptions options)
{
    // Only what the node keeps for itself is removed, whatever directory a source names.
    private const string OwnPlace = "/var/storage/data";

    /// <summary>Removes the file; one that is not there is fine.</summary>
    /// <exception cref="OperationFaultException">The data is elsewhere, or its path leads out of its source.</exception>
    public async Task DeleteAsync(DomainData data, CancellationToken cancellationToken)
    {
        string domain = data.Metadata.Namespace ?? "";
        if (options.ControlPlaneOnly || domain != options.DomainId)
        {
            throw Fault($"the data of domain {domain} is not on this node; call deleteDataAndRaw on a node of {domain}, or delete to remove the object alone");
        }

        string sourceId = data.Spec?.DataSource ?? "";
        DomainDataSource source = await client.GetAsync(Kinds.DomainDataSource, new ResourceName(domain, sourceId), cancellationToken)
            ?? throw new OperationFaultException(ErrorCodes.DataSourceNotExists, $"domain {domain} data source {sourceId} doesn't exist");
        if (source.Spec?.Type != "localfs")
        {
            throw Fault(source.Spec?.Type is "oss" or "mysql" or "postgresql"
                ? $"data of {source.Spec.Type} sources is not removed by this version; remove it yourself and call delete"
                : "unsupported domainDataSource type");
        }

        // Judged as it will be used: a path may name the place and lead out of it again.
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(await FolderAsync(source, cancellationToken)));
        if (!$"{root}/".Contains(OwnPlace + "/", StringComparison.Ordinal))
        {
            throw Fault($"invalid base path: {root}, must be within {OwnPlace[1..]}");
        }

        Remove(root, data.Spec?.RelativeURI ?? "");
    }

    private async Task<string> FolderAsync(DomainDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            Protos.KusciaApi.DataSourceInfo? info = await secrets.ReadAsync(source, cancellationToken);
            return info?.Localfs?.Path is { Length: > 1 } path && path[0] == '/' ? path : throw Fault($"data source {source.Metadata.Name} has no directory");
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            throw Fault($"the directory of data source {source.Metadata.Name} cannot be read: it was stored with another domain key; update the source with its info");
        }
    }

    // Whole path parts are compared and links on the way refused: the data of a source never lies outside it.
    private static void Remove(string root, string relative)
    {
        string target = relative.Contains('\0', StringComparison.Ordinal) ? root : Path.GetFullPath(Path.Combine(root, relative.TrimStart('/')));
        string? parent = Path.GetDirectoryName(target);
        if (!target.StartsWith(root + "/", StringComparison.Ordinal) || parent is null || HasLink(root, parent))
        {
            throw Fault($"invalid relative URI: {relative}, must not escape the base path");
        }

        try
        {
            if (File.Exists(target))
            {
                File.Delete(target);
            }
            else if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault($"{target} cannot be removed: {e.Message}");
        }
    }

    private static bool HasLink(string root, string folder)
    {
        for (string? at = folder; at is not null && at.Length > root.Length; at = Path.GetDirectoryName(at))
        {
            if (new DirectoryInfo(at).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static OperationFaultException Fault(string message) => new(ErrorCodes.DeleteDomainData, message);
}
