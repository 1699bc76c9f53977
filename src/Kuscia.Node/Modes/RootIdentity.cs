using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Model.Meta;
using Kuscia.Node.Configuration;

namespace Kuscia.Node.Modes;

/// <summary>
/// What a root folder belongs to: one domain, one mode, one key. What is stored there (jobs, secrets, certificates, what partners know) is worth nothing to
/// another one, so a start with another one is refused. Roots of versions that did not write it down are known by their certificate.
/// </summary>
internal static class RootIdentity
{
    /// <summary>Compares the configuration with the root and writes down what is new.</summary>
    /// <exception cref="ModuleStartException">The root belongs to another domain, mode or key; the message names both and the cure.</exception>
    public static void Require(NodeConfig config)
    {
        string path = PathOf(config);
        (RootRecord? before, RootRecord now) = Compare(config);
        if (before != now)
        {
            Write(path, now);
        }
    }

    /// <summary>Compares the configuration with the root and changes nothing.</summary>
    /// <exception cref="ModuleStartException">The root belongs to another domain, mode or key.</exception>
    public static (RootRecord? Before, RootRecord Now) Compare(NodeConfig config)
    {
        string path = PathOf(config);
        RootRecord now = new(config.DomainId, ModeOf(config.Mode), KeyOf(config.DomainKeyData));
        RootRecord? before = Read(path) ?? Certified(Path.Combine(config.CertsDirectory, "domain.crt"));
        string otherRoot = $"give the new one a root of its own (key rootDir or environment variable KUSCIA_HOME), or move {config.RootDirectory} away to begin anew";
        if (before is not null && before.DomainId != now.DomainId)
        {
            throw new ModuleStartException(
                $"{config.RootDirectory} is the root of domain '{before.DomainId}', but domainID is '{now.DomainId}'; set domainID back to '{before.DomainId}', or {otherRoot}");
        }

        if (before?.Mode is { } mode && mode != now.Mode)
        {
            throw new ModuleStartException(
                $"{config.RootDirectory} is the root of a node of mode {mode}, but mode is {now.Mode}; set mode back to {mode}, or {otherRoot}");
        }

        if (before is not null && before.PublicKeySha256 != now.PublicKeySha256)
        {
            throw new ModuleStartException(
                $"domainKeyData is not the key that {config.RootDirectory} was made with (public key {Brief(before)} there, {Brief(now)} in the configuration): partners know the old one, "
                + $"and stored secrets can be read with it alone; put the old key back (it lies in {Path.Combine(config.CertsDirectory, "domain.key")}), or {otherRoot}; "
                + $"to change the key on purpose remove {path} and ca.key, ca.crt, domain.key and domain.crt beside it in var/certs, then give the new domain.crt to the partners and write data sources and config entries again");
        }

        return (before, now);
    }

    private static string PathOf(NodeConfig config) => Path.Combine(config.RootDirectory, "var", "node.json");

    private static string ModeOf(NodeMode mode) => mode switch
    {
        NodeMode.Master => "master",
        NodeMode.Lite => "lite",
        _ => "autonomy",
    };

    private static string Brief(RootRecord record) => record.PublicKeySha256[..12];

    private static string KeyOf(string domainKeyData)
    {
        using RSA key = RsaKeys.Parse(domainKeyData);
        return Fingerprint(key);
    }

    private static string Fingerprint(RSA key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportRSAPublicKey()));

    private static RootRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RootRecordContext.Default.RootRecord) : null;
        }
        catch (JsonException)
        {
            // Cut off by a full disk or a crash: the certificate tells, and the file is written anew.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModuleStartException($"cannot read {path}: {e.Message} Run the node as the user that owns its root", e);
        }
    }

    private static RootRecord? Certified(string path)
    {
        try
        {
            using X509Certificate2? certificate = File.Exists(path) ? X509Certificate2.CreateFromPem(File.ReadAllText(path)) : null;
            using RSA? key = certificate?.GetRSAPublicKey();
            string? domain = certificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
            return key is null || domain is null || DomainNames.Fault(domain) is not null ? null : new RootRecord(domain, null, Fingerprint(key));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // A certificate that cannot be read is told, with its cure, by the part that needs it.
            return null;
        }
    }

    private static void Write(string path, RootRecord record)
    {
        try
        {
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(record, RootRecordContext.Default.RootRecord));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModuleStartException($"cannot write {path}: {e.Message} Make the root writable for this user", e);
        }
    }
}
