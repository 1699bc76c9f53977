using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Hosting.Modules;
using Kuscia.Node.Configuration;
using Kuscia.Node.Modes;
using Kuscia.Storage;
using Kuscia.Storage.Log;
using static System.FormattableString;

namespace Kuscia.Node.Checks;

/// <summary>The root of the node and what lies in it: whose it is, its certificates, its store.</summary>
internal static class RootChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static Finding Root(NodeConfig config)
    {
        try
        {
            if (Directory.Exists(config.RootDirectory))
            {
                RootIdentity.Compare(config);
            }

            return Finding.Ok("root", $"{config.RootDirectory} is for this node", $"{config.RootDirectory} 属于本节点");
        }
        catch (ModuleStartException e)
        {
            string[] parts = e.Message.Split(';', 2);
            return new Finding("root", Verdict.Failed, Both(parts[0]), Both(parts.Length > 1 ? parts[1].Trim() : "set rootDir (KUSCIA_HOME) to the root of this domain"));
        }
    }

    public static IEnumerable<Finding> Certificates(NodeConfig config, DateTimeOffset now)
    {
        string[] files = Directory.Exists(config.CertsDirectory) ? Directory.GetFiles(config.CertsDirectory, "*.crt") : [];
        foreach (string path in files.Order(StringComparer.Ordinal))
        {
            yield return Certificate(path, now);
        }
    }

    public static async Task<Finding> StoreAsync(NodeConfig config, CancellationToken cancellationToken)
    {
        try
        {
            return config.DatastoreEndpoint is { } endpoint ? await DatabaseAsync(endpoint, cancellationToken) : Files(NodeFolders.StorePath(config.RootDirectory));
        }
        catch (Exception e) when (e is StoreException or TimeoutException)
        {
            return new Finding("store", Verdict.Failed, Both(e.Message), new Words("make the database reachable with the account of datastoreEndpoint, then check again", "使 datastoreEndpoint 的账号能访问数据库，然后再检查一次"));
        }
    }

    private static async Task<Finding> DatabaseAsync(DatastoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        StoreStatus status = await StoreTransfer.StatusAsync(new RevisionLogOptions { Path = "", Endpoint = endpoint }, cancellationToken);
        return Finding.Ok("store", Invariant($"{endpoint} answers; its newest revision is {status.Revision}"), Invariant($"{endpoint} 可用，最新修订号 {status.Revision}"));
    }

    private static Finding Files(string path)
    {
        if (!File.Exists(path))
        {
            return Finding.Ok("store", "there is none yet; the first start makes it", "尚无存储，首次启动时创建");
        }

        StoreReport report = StoreRepair.Check(path);
        return report.IsSound
            ? Finding.Ok("store", Invariant($"{path} is sound; its newest revision is {report.LastRevision}"), Invariant($"{path} 完好，最新修订号 {report.LastRevision}"))
            : new Finding("store", Verdict.Failed, new Words($"{path} is not whole: {report.Findings[0]}", $"{path} 已损坏：{report.Findings[0]}"), new Words("put a backup in its place, or: kuscia store repair", "放回备份，或执行：kuscia store repair"));
    }

    private static Finding Certificate(string path, DateTimeOffset now)
    {
        string name = Path.GetFileName(path);
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            DateTime end = certificate.NotAfter.ToUniversalTime();
            Words what = new(Invariant($"{name} of {certificate.Subject} is good until {end:yyyy-MM-dd}"), Invariant($"{name}（{certificate.Subject}）有效期至 {end:yyyy-MM-dd}"));
            return end > (now + Soon).UtcDateTime ? new Finding("certificate", Verdict.Ok, what) : new Finding(
                "certificate", end > now.UtcDateTime ? Verdict.Warning : Verdict.Failed, what,
                name.EndsWith(".domain.crt", StringComparison.Ordinal)
                    ? new Words($"get the current domain.crt of the partner and register it again", "向合作方索取当前的 domain.crt 并重新登记")
                    : new Words($"rm {path} (it is made again from the key at the start)", $"rm {path}（启动时由密钥重新生成）"));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return new Finding("certificate", Verdict.Failed, new Words($"{path} cannot be read: {e.Message}", $"无法读取 {path}：{e.Message}"), new Words($"rm {path}, or make it readable for this user", $"rm {path}，或让当前用户可读"));
        }
    }

    // What the parts of the node say is in English only.
    private static Words Both(string text) => new(text, text);
}
