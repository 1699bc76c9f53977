using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Certificates;
using Kuscia.Identity;
using Kuscia.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Access;

/// <summary>
/// The keys that every instance of one API must have: the one that signs service accounts' tokens, and the authorities of servers and clients. The first instance leaves its
/// own in the store, sealed with the domain key; the others take them from there. So a token, a certificate or a kubeconfig of one instance is good at all.
/// </summary>
internal sealed partial class SharedKeys(RevisionLog log, string folder, RSA domainKey, ILogger logger)
{
    /// <summary>Where they lie: outside of what the API shows.</summary>
    public const string Key = "/kuscia/api-keys";

    private const string Sealed = "sealed";

    private static readonly string[] Names =
    [
        ServiceAccountTokens.FileName,
        $"{ServerCertificates.Servers}.crt", $"{ServerCertificates.Servers}.key",
        $"{ServerCertificates.Clients}.crt", $"{ServerCertificates.Clients}.key",
    ];

    /// <summary>Leaves the files of the folder in the store, or replaces them by what lies there.</summary>
    /// <exception cref="StoreException">The store cannot be used, or belongs to another domain key.</exception>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        LogEntry? kept = await log.GetAsync(Key, cancellationToken);
        if (kept is null)
        {
            AppendResult offered = await log.CreateAsync(Key, Seal(), 0, cancellationToken);

            // Another instance may have been first.
            kept = offered.Succeeded ? null : offered.Current;
        }

        if (kept is not null)
        {
            Take(Open(kept.Value));
        }
    }

    private byte[] Seal()
    {
        JsonObject files = [];
        foreach (string name in Names)
        {
            files[name] = File.ReadAllText(Path.Combine(folder, name));
        }

        return JsonText.ToUtf8(new JsonObject { [Sealed] = DomainCipher.Encrypt(domainKey, JsonText.ToUtf8(files)) });
    }

    private JsonObject Open(ReadOnlyMemory<byte> value)
    {
        try
        {
            string text = JsonText.ParseObject(value.Span).Text(Sealed) ?? "";
            return JsonText.ParseObject(DomainCipher.Decrypt(domainKey, text));
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            throw new StoreException("the store holds the API's keys of another domain key; give each domain a store of its own, or start with the domainKeyData that it was made with", e);
        }
    }

    // Whoever is killed in the middle of it does it again at the next start, before the files are used.
    private void Take(JsonObject files)
    {
        bool isChanged = false;
        foreach (string name in Names)
        {
            string path = Path.Combine(folder, name);
            string text = files.Text(name) ?? throw new StoreException($"the API's keys in the store lack {name}; restore a backup (kuscia store restore)");
            if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(File.ReadAllText(path))))
            {
                KeyFiles.Write(path, text);
                isChanged = true;
            }
        }

        if (isChanged)
        {
            Log.Taken(logger, folder);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1306, LogLevel.Warning, "The keys in {Folder} were replaced by those that the instances of this store share: tokens and certificates of the former ones are no longer good")]
        public static partial void Taken(ILogger logger, string folder);
    }
}
