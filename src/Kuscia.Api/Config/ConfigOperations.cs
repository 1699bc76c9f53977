using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Protos;
using Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Config;

/// <summary>Secrets of the own domain by key, encrypted at rest with the domain key.</summary>
internal sealed class ConfigOperations(IResourceClient client, DomainConfig config, DomainIdentity identity)
{
    private const string Prefix = "/api/v1/config/";
    private const int MaxKeyBytes = 256;
    private const int MaxTotalBytes = 3670016; // 3.5 MiB

    private static readonly ServiceDescriptor Service = ConfigReflection.Descriptor.Services[0];

    public IEnumerable<Operation> All() =>
    [
        Operation.Create<CreateConfigRequest, CreateConfigResponse>(Prefix + "create", Service, ErrorCodes.CreateConfig, CreateAsync),
        Operation.Create<UpdateConfigRequest, UpdateConfigResponse>(Prefix + "update", Service, ErrorCodes.UpdateConfig, UpdateAsync),
        Operation.Create<DeleteConfigRequest, DeleteConfigResponse>(Prefix + "delete", Service, ErrorCodes.DeleteConfig, DeleteAsync),
        Operation.Create<QueryConfigRequest, QueryConfigResponse>(Prefix + "query", Service, ErrorCodes.QueryConfig, QueryAsync),
        Operation.Create<BatchQueryConfigRequest, BatchQueryConfigResponse>(Prefix + "batchQuery", Service, ErrorCodes.BatchQueryConfig, BatchAsync),
    ];

    private async Task<CreateConfigResponse> CreateAsync(CreateConfigRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Status = await WriteAsync(request.Data, mayExist: false, ErrorCodes.CreateConfig, cancellationToken) };

    private async Task<UpdateConfigResponse> UpdateAsync(UpdateConfigRequest request, Caller caller, CancellationToken cancellationToken) =>
        new() { Status = await WriteAsync(request.Data, mayExist: true, ErrorCodes.UpdateConfig, cancellationToken) };

    // All or nothing. The patch carries the version it was decided from, so that of two writers none loses an entry.
    private async Task<Status> WriteAsync(RepeatedField<ConfigData> entries, bool mayExist, int code, CancellationToken cancellationToken)
    {
        RequestCheck.First(entries.Count == 0 ? "request data can't be empty" : null);
        RequestCheck.First([.. entries.Select((entry, index) => RequestCheck.Filled(entry.Key, $"request data[{index}].key can't be empty"))]);
        RequireShort(entries.Select(e => e.Key), code);
        Dictionary<string, string> wanted = [];
        foreach (ConfigData entry in entries)
        {
            wanted[entry.Key] = entry.Value.Length == 0 ? "" : DomainCipher.Encrypt(identity.PrivateKey, Encoding.UTF8.GetBytes(entry.Value));
        }

        return await ChangeAsync(
            stored =>
            {
                string? existing = mayExist ? null : wanted.Keys.FirstOrDefault(stored.ContainsKey);
                int total = stored.Where(s => !wanted.ContainsKey(s.Key)).Concat(wanted).Sum(e => e.Key.Length + e.Value.Length + 6);
                return existing is not null ? Outcome.Failure(code, $"request key[{existing}] already exist, duplicate creation is not allowed")
                    : total > MaxTotalBytes ? Outcome.Failure(code, $"the config of domain {identity.DomainId} would take {total} bytes; the limit is {MaxTotalBytes}: delete keys that are not used")
                    : null;
            },
            new JsonObject(wanted.Select(w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value))),
            cancellationToken);
    }

    private async Task<DeleteConfigResponse> DeleteAsync(DeleteConfigRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckKeys(request.Keys, ErrorCodes.DeleteConfig);
        JsonObject gone = [];
        foreach (string key in request.Keys)
        {
            gone[key] = null;
        }

        return new DeleteConfigResponse { Status = await ChangeAsync(_ => null, gone, cancellationToken) };
    }

    private async Task<QueryConfigResponse> QueryAsync(QueryConfigRequest request, Caller caller, CancellationToken cancellationToken)
    {
        RequestCheck.First(RequestCheck.Filled(request.Key, "request key can't be empty"));
        RequireShort([request.Key], ErrorCodes.QueryConfig);
        IReadOnlyDictionary<string, string> stored = await config.ReadAsync(cancellationToken);
        return new QueryConfigResponse { Key = request.Key, Value = Decrypt(stored, request.Key, ErrorCodes.QueryConfig) };
    }

    private async Task<BatchQueryConfigResponse> BatchAsync(BatchQueryConfigRequest request, Caller caller, CancellationToken cancellationToken)
    {
        CheckKeys(request.Keys, ErrorCodes.BatchQueryConfig);
        IReadOnlyDictionary<string, string> stored = await config.ReadAsync(cancellationToken);
        return new BatchQueryConfigResponse { Data = { request.Keys.Distinct().Select(key => new ConfigData { Key = key, Value = Decrypt(stored, key, ErrorCodes.BatchQueryConfig) }) } };
    }

    private Task<Status> ChangeAsync(Func<IReadOnlyDictionary<string, string>, Status?> refuse, JsonObject entries, CancellationToken cancellationToken) =>
        ResourceWriter.UntilNobodyIsFasterAsync(() => TryChangeAsync(refuse, entries, cancellationToken), cancellationToken);

    private async Task<Status> TryChangeAsync(Func<IReadOnlyDictionary<string, string>, Status?> refuse, JsonObject entries, CancellationToken cancellationToken)
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
        return Outcome.Success();
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

    private static void CheckKeys(RepeatedField<string> keys, int code)
    {
        RequestCheck.First(keys.Count == 0 ? "request keys can't be empty" : null);
        RequestCheck.First([.. keys.Select((key, index) => RequestCheck.Filled(key, $"request keys[{index}] can't be empty"))]);
        RequireShort(keys, code);
    }

    // The key becomes a key of the ConfigMap, whose rule the API server enforces too.
    private static void RequireShort(IEnumerable<string> keys, int code)
    {
        if (keys.FirstOrDefault(k => Encoding.UTF8.GetByteCount(k) > MaxKeyBytes) is { } key)
        {
            throw new OperationFaultException(code, $"key[{key}] length is {Encoding.UTF8.GetByteCount(key)} bytes and exceed the max length {MaxKeyBytes} bytes");
        }
    }
}
