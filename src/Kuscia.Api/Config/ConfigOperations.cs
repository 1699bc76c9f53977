using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Api.Messages;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Client;

namespace Kuscia.Api.Config;

/// <summary>Secrets of the own domain by key, encrypted at rest with the domain key.</summary>
internal sealed class ConfigOperations(IResourceClient client, DomainConfig config, DomainIdentity identity)
{
    private const string Prefix = "/api/v1/config/";
    private const int MaxKeyBytes = 256;
    private const int MaxTotalBytes = 3670016; // 3.5 MiB

    private static readonly ApiJsonContext Json = ApiJsonContext.Default;

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<WriteConfigRequest>(Prefix + "create", Json, ErrorCodes.CreateConfig, (r, _, ct) => WriteAsync(r, mayExist: false, ErrorCodes.CreateConfig, ct)),
        Operation.Create<WriteConfigRequest>(Prefix + "update", Json, ErrorCodes.UpdateConfig, (r, _, ct) => WriteAsync(r, mayExist: true, ErrorCodes.UpdateConfig, ct)),
        Operation.Create<ConfigKeysRequest>(Prefix + "delete", Json, ErrorCodes.DeleteConfig, DeleteAsync),
        Operation.Create<ConfigKeyRequest, QueryConfigReply>(Prefix + "query", Json, ErrorCodes.QueryConfig, status => new QueryConfigReply { Status = status }, QueryAsync),
        Operation.Create<ConfigKeysRequest, IReadOnlyList<ConfigEntryMessage>>(Prefix + "batchQuery", Json, ErrorCodes.BatchQueryConfig, BatchAsync),
    ];

    // All or nothing. The patch carries the version it was decided from, so that of two writers none loses an entry.
    private async Task<Reply> WriteAsync(WriteConfigRequest request, bool mayExist, int code, CancellationToken cancellationToken)
    {
        RequestCheck.Require(request.Data.Count == 0 ? "Field \"data\" must hold at least one entry {\"key\":…,\"value\":…}" : null);
        RequestCheck.Require([.. request.Data.Select((entry, index) => CheckKey($"data[{index}].key", entry.Key))]);
        Dictionary<string, string> wanted = [];
        foreach (ConfigEntryMessage entry in request.Data)
        {
            wanted[entry.Key] = entry.Value.Length == 0 ? "" : DomainCipher.Encrypt(identity.PrivateKey, Encoding.UTF8.GetBytes(entry.Value));
        }

        return await ChangeAsync(
            stored =>
            {
                string? existing = mayExist ? null : wanted.Keys.FirstOrDefault(stored.ContainsKey);
                int total = stored.Where(s => !wanted.ContainsKey(s.Key)).Concat(wanted).Sum(e => e.Key.Length + e.Value.Length + 6);
                return existing is not null ? Replies.Fail(code, $"config key {existing} already exists; change it with /api/v1/config/update")
                    : total > MaxTotalBytes ? Replies.Fail(code, $"the config of domain {identity.DomainId} would take {total} bytes; the limit is {MaxTotalBytes}: delete keys that are not used")
                    : null;
            },
            new JsonObject(wanted.Select(w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value))),
            cancellationToken);
    }

    private async Task<Reply> DeleteAsync(ConfigKeysRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckKeys(request);
        JsonObject gone = [];
        foreach (string key in request.Keys)
        {
            gone[key] = null;
        }

        return await ChangeAsync(_ => null, gone, cancellationToken);
    }

    private async Task<QueryConfigReply> QueryAsync(ConfigKeyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.Require(CheckKey("key", request.Key));
        IReadOnlyDictionary<string, string> stored = await config.ReadAsync(cancellationToken);
        return new QueryConfigReply { Key = request.Key, Value = Decrypt(stored, request.Key, ErrorCodes.QueryConfig) };
    }

    private async Task<Reply<IReadOnlyList<ConfigEntryMessage>>> BatchAsync(ConfigKeysRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckKeys(request);
        IReadOnlyDictionary<string, string> stored = await config.ReadAsync(cancellationToken);
        return Replies.Of<IReadOnlyList<ConfigEntryMessage>>(
            [.. request.Keys.Select(key => new ConfigEntryMessage { Key = key, Value = Decrypt(stored, key, ErrorCodes.BatchQueryConfig) })]);
    }

    private Task<Reply> ChangeAsync(Func<IReadOnlyDictionary<string, string>, Reply?> refuse, JsonObject entries, CancellationToken cancellationToken) =>
        ResourceWriter.UntilNobodyIsFasterAsync(() => TryChangeAsync(refuse, entries, cancellationToken), cancellationToken);

    private async Task<Reply> TryChangeAsync(Func<IReadOnlyDictionary<string, string>, Reply?> refuse, JsonObject entries, CancellationToken cancellationToken)
    {
        ConfigMap? map = await client.GetAsync(Kinds.ConfigMap, config.Name, cancellationToken);
        if (refuse(map?.Data ?? new Dictionary<string, string>()) is { } refusal)
        {
            return refusal;
        }

        if (map is null)
        {
            ConfigMap first = new() { Metadata = new ObjectMeta { Name = config.Name.Name, Namespace = config.Name.Namespace }, Data = new Dictionary<string, string>() };
            map = await client.CreateAsync(Kinds.ConfigMap, first, cancellationToken);
        }

        JsonObject patch = new() { ["metadata"] = new JsonObject { ["resourceVersion"] = map.Metadata.ResourceVersion }, ["data"] = entries.DeepClone() };
        await client.PatchAsync(Kinds.ConfigMap, config.Name, patch, null, cancellationToken);
        return Reply.Ok;
    }

    private string Decrypt(IReadOnlyDictionary<string, string> stored, string key, int code)
    {
        try
        {
            return stored.TryGetValue(key, out string? text) && text.Length > 0 ? Encoding.UTF8.GetString(DomainCipher.Decrypt(identity.PrivateKey, text)) : "";
        }
        catch (CryptographicException)
        {
            throw new OperationFaultException(code, $"config key {key} was stored with another domain key and cannot be read; write it again with /api/v1/config/update");
        }
    }

    private static void CheckKeys(ConfigKeysRequest request)
    {
        RequestCheck.Require(request.Keys.Count == 0 ? "Field \"keys\" must name at least one key" : null);
        RequestCheck.Require([.. request.Keys.Select((key, index) => CheckKey($"keys[{index}]", key))]);
    }

    // The key becomes a key of the ConfigMap, whose rule the API server enforces too.
    private static string? CheckKey(string field, string key)
    {
        int bytes = Encoding.UTF8.GetByteCount(key);
        return bytes == 0 ? RequestCheck.Given(field, key)
            : bytes > MaxKeyBytes ? RequestCheck.Invalid(field, key, string.Create(CultureInfo.InvariantCulture, $"it has {bytes} bytes; the limit is {MaxKeyBytes}"))
            : null;
    }
}
