using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Quantities;
using Kuscia.Model.Quotas;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Limits;

/// <summary>Counts what a namespace holds of a kind, and compares it with its quotas.</summary>
internal sealed class QuotaCheck(ResourceStore store)
{
    /// <summary>Throws Forbidden when the object is beyond one of the quotas.</summary>
    public async Task EnsureWithinAsync(ResourceCall call, JsonObject value, IReadOnlyList<JsonObject> quotas, CancellationToken cancellationToken)
    {
        Resource wanted = Typed(call.Kind.Kind, JsonText.ToUtf8(value));
        IReadOnlyDictionary<string, Quantity> usage = QuotaUsage.Of(call.Kind.Kind, wanted);
        string? name = value.Meta().Text("name");
        List<Resource>? held = null;
        foreach (ResourceQuota quota in quotas.Select(q => (ResourceQuota)Typed(Kinds.ResourceQuota, JsonText.ToUtf8(q))))
        {
            Dictionary<string, Quantity> hard = Hard(quota);
            if (!QuotaScopes.Counts(quota.Spec, wanted))
            {
                continue;
            }

            if (wanted is Pod pod && QuotaUsage.Missing(hard.Keys, pod.Spec) is { Count: > 0 } missing)
            {
                throw ApiErrors.Forbidden(call.Kind, name, $"failed quota: {quota.Metadata.Name}: must specify {string.Join("; ", missing)}");
            }

            string[] limited = [.. hard.Keys.Where(usage.ContainsKey).Order(StringComparer.Ordinal)];
            if (limited.Length > 0)
            {
                held ??= await HeldAsync(call, cancellationToken);
                Compare(call.Kind, name, quota, (limited, hard, usage, Used(call.Kind.Kind, quota, held)));
            }
        }
    }

    private static void Compare(
        KindDescriptor kind, string? name, ResourceQuota quota,
        (string[] Limited, Dictionary<string, Quantity> Hard, IReadOnlyDictionary<string, Quantity> Usage, Dictionary<string, Quantity> Used) amounts)
    {
        string[] exceeded = [.. amounts.Limited.Where(n => amounts.Usage[n] + amounts.Used.GetValueOrDefault(n, Quantity.Zero) > amounts.Hard[n])];
        if (exceeded.Length > 0)
        {
            string List(Func<string, Quantity> amount) => string.Join(',', exceeded.Select(n => $"{n}={amount(n)}"));
            throw ApiErrors.Forbidden(kind, name,
                $"exceeded quota: {quota.Metadata.Name}, requested: {List(n => amounts.Usage[n])}, used: {List(n => amounts.Used.GetValueOrDefault(n, Quantity.Zero))}, limited: {List(n => amounts.Hard[n])}");
        }
    }

    private static Dictionary<string, Quantity> Used(ResourceKind kind, ResourceQuota quota, List<Resource> held)
    {
        Dictionary<string, Quantity> used = new(StringComparer.Ordinal);
        foreach (Resource other in held.Where(o => QuotaScopes.Counts(quota.Spec, o)))
        {
            QuotaUsage.Add(used, QuotaUsage.Of(kind, other));
        }

        return used;
    }

    private static Dictionary<string, Quantity> Hard(ResourceQuota quota)
    {
        Dictionary<string, Quantity> hard = new(StringComparer.Ordinal);
        foreach ((string name, IntOrString text) in quota.Spec?.Hard ?? new Dictionary<string, IntOrString>())
        {
            if (Quantity.TryParse(text.Text, out Quantity amount))
            {
                hard[name] = amount;
            }
        }

        return hard;
    }

    private async Task<List<Resource>> HeldAsync(ResourceCall call, CancellationToken cancellationToken)
    {
        List<Resource> held = [];
        await foreach (LogPage page in LogPages.ReadAsync(store.Log, new LogQuery(ObjectKeys.Prefix(call.Kind, call.Namespace)), cancellationToken))
        {
            held.AddRange(page.Entries.Select(e => Typed(call.Kind.Kind, ResourceStore.Decode(call.Kind, e).Utf8.Span)));
        }

        return held;
    }

    private static Resource Typed(ResourceKind kind, ReadOnlySpan<byte> utf8) => (kind.Group, kind.Plural) switch
    {
        ("", "pods") => Read(utf8, ModelJsonContext.Default.Pod),
        ("", "services") => Read(utf8, ModelJsonContext.Default.Service),
        ("", "resourcequotas") => Read(utf8, ModelJsonContext.Default.ResourceQuota),
        _ => Read(utf8, ModelJsonContext.Default.JsonResource),
    };

    private static T Read<T>(ReadOnlySpan<byte> utf8, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : Resource => JsonSerializer.Deserialize(utf8, type) ?? throw new JsonException("an object is null");
}
