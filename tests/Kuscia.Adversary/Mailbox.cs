using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Adversary;

/// <summary>
/// The namespace of a member at a hostile host, served as an API server serves it: list, watch, get, replace, merge patch, create, delete. Tests put any
/// objects into it, true or not. Thread-safe.
/// </summary>
public sealed class Mailbox
{
    private const string Expired = """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","message":"too old","code":410}}""" + "\n";

    private static readonly string[] Kinds =
        ["KusciaJob", "KusciaJobSummary", "KusciaTaskSummary", "KusciaDeployment", "KusciaDeploymentSummary", "DomainData", "DomainDataGrant"];

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Plural, string Name), JsonObject> _objects = [];
    private readonly List<(long Version, string Plural, string Event)> _history = [];
    private readonly List<(string Plural, Channel<string> Events)> _watches = [];
    private long _version = 100;
    private long _forgotten;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Puts an object in, or another in its place; uid and resource version are given to it unless it has some.</summary>
    public void Put(JsonObject value)
    {
        JsonObject copy = value.DeepClone().AsObject();
        JsonObject metadata = copy["metadata"] as JsonObject ?? [];
        string plural = PluralOf(Text(copy["kind"]));
        lock (_gate)
        {
            _objects.TryGetValue((plural, Text(metadata["name"])), out JsonObject? old);
            metadata["uid"] ??= old?["metadata"]?["uid"]?.DeepClone() ?? Guid.NewGuid().ToString();
            metadata["creationTimestamp"] ??= MailboxObject.Now();
            StoreLocked(plural, copy, old is null ? "ADDED" : "MODIFIED");
        }
    }

    /// <summary>Changes an object in place.</summary>
    public void Change(string plural, string name, Action<JsonObject> change)
    {
        JsonObject copy = Find(plural, name) ?? throw new InvalidOperationException($"no {plural} {name} in the mailbox");
        change(copy);
        copy["metadata"]?.AsObject().Remove("resourceVersion");
        Put(copy);
    }

    /// <summary>Takes an object out.</summary>
    public void Remove(string plural, string name)
    {
        lock (_gate)
        {
            RemoveLocked((plural, name));
        }
    }

    /// <summary>A copy of an object; null when there is none.</summary>
    public JsonObject? Find(string plural, string name)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault((plural, name))?.DeepClone().AsObject();
        }
    }

    /// <summary>Takes everything out and forgets what was there: who did not see it go must list anew.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach ((string Plural, string Name) key in _objects.Keys.ToList())
            {
                RemoveLocked(key);
            }

            _history.Clear();
            _forgotten = _version;
        }
    }

    /// <summary>Waits until an object, which the member writes too, is as wanted.</summary>
    public async Task<JsonObject> WaitForAsync(string plural, string name, Func<JsonObject, bool> wanted, string what, TimeSpan limit)
    {
        using CancellationTokenSource late = new(limit);
        while (true)
        {
            Task changed = Changed;
            JsonObject? now = Find(plural, name);
            if (now is not null && wanted(now))
            {
                return now;
            }

            try
            {
                await changed.WaitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{plural} {name} in the mailbox was not {what} within {limit}; last seen: {now?.ToJsonString()}");
            }
        }
    }

    /// <summary>Answers a request for <c>/apis/kuscia.secretflow/v1alpha1/namespaces/MEMBER/…</c>.</summary>
    public async Task AnswerAsync(HttpContext context, string body)
    {
        string[] parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["apis", _, _, "namespaces", _, { } plural, ..])
        {
            await StatusAsync(context, 404, "NotFound");
            return;
        }

        string? name = parts.Length > 6 ? parts[6] : null;
        Task answer = (context.Request.Method, name) switch
        {
            ("GET", null) when context.Request.Query["watch"] == "true" => WatchAsync(context, plural),
            ("GET", null) => WriteAsync(context, 200, List(plural)),
            ("GET", { } one) => Find(plural, one) is { } found ? WriteAsync(context, 200, found) : StatusAsync(context, 404, "NotFound"),
            ("DELETE", { } one) => DeleteAsync(context, plural, one),
            ("PUT" or "POST", _) => StoreAsync(context, plural, JsonNode.Parse(body)?.AsObject() ?? []),
            ("PATCH", { } one) => PatchAsync(context, plural, one, JsonNode.Parse(body)?.AsObject() ?? []),
            _ => StatusAsync(context, 405, "MethodNotAllowed"),
        };
        await answer;
    }

    /// <summary>Plural of one of the kinds that are exchanged.</summary>
    public static string PluralOf(string kind) => kind switch
    {
        "KusciaJobSummary" => "kusciajobsummaries",
        "KusciaTaskSummary" => "kusciatasksummaries",
        "KusciaDeploymentSummary" => "kusciadeploymentsummaries",
        _ => kind.ToLowerInvariant() + "s",
    };

    private static string KindOf(string plural) => Array.Find(Kinds, k => PluralOf(k) == plural) ?? "Unknown";

    private Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    private void StoreLocked(string plural, JsonObject value, string type)
    {
        JsonObject metadata = value["metadata"] as JsonObject ?? [];
        _version++;
        metadata["resourceVersion"] ??= _version.ToString(CultureInfo.InvariantCulture);
        _objects[(plural, Text(metadata["name"]))] = value;
        TellLocked(plural, type, value);
    }

    private void RemoveLocked((string Plural, string Name) key)
    {
        if (_objects.Remove(key, out JsonObject? old))
        {
            _version++;
            TellLocked(key.Plural, "DELETED", old);
        }
    }

    private void TellLocked(string plural, string type, JsonObject value)
    {
        string line = new JsonObject { ["type"] = type, ["object"] = value.DeepClone() }.ToJsonString() + "\n";
        _history.Add((_version, plural, line));
        foreach ((string watched, Channel<string> events) in _watches)
        {
            if (watched == plural)
            {
                events.Writer.TryWrite(line);
            }
        }

        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private JsonObject List(string plural)
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["kind"] = KindOf(plural) + "List",
                ["apiVersion"] = MailboxObject.ApiVersion,
                ["metadata"] = new JsonObject { ["resourceVersion"] = _version.ToString(CultureInfo.InvariantCulture) },
                ["items"] = new JsonArray([.. _objects.Where(o => o.Key.Plural == plural).Select(o => o.Value.DeepClone())]),
            };
        }
    }

    private async Task WatchAsync(HttpContext context, string plural)
    {
        Channel<string> events = Channel.CreateUnbounded<string>();
        long since = long.TryParse(context.Request.Query["resourceVersion"], NumberStyles.None, CultureInfo.InvariantCulture, out long given) ? given : 0;
        lock (_gate)
        {
            if (since < _forgotten)
            {
                events.Writer.TryWrite(Expired);
                events.Writer.Complete();
            }

            foreach ((long version, string changed, string line) in _history)
            {
                if (version > since && changed == plural)
                {
                    events.Writer.TryWrite(line);
                }
            }

            _watches.Add((plural, events));
        }

        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (string line in events.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The watcher went away.
        }
        finally
        {
            lock (_gate)
            {
                _watches.RemoveAll(w => w.Events == events);
            }
        }
    }

    private Task DeleteAsync(HttpContext context, string plural, string name)
    {
        Remove(plural, name);
        return StatusAsync(context, 200, "Success");
    }

    private Task StoreAsync(HttpContext context, string plural, JsonObject value)
    {
        JsonObject metadata = value["metadata"] as JsonObject ?? [];
        lock (_gate)
        {
            JsonObject? old = _objects.GetValueOrDefault((plural, Text(metadata["name"])));
            if (IsConflict(old, metadata))
            {
                return StatusAsync(context, 409, "Conflict");
            }

            metadata["uid"] ??= Guid.NewGuid().ToString();
            metadata.Remove("resourceVersion");
            StoreLocked(plural, value, old is null ? "ADDED" : "MODIFIED");
        }

        return WriteAsync(context, 200, value);
    }

    private Task PatchAsync(HttpContext context, string plural, string name, JsonObject patch)
    {
        JsonObject merged;
        lock (_gate)
        {
            JsonObject? old = _objects.GetValueOrDefault((plural, name));
            if (old is null || IsConflict(old, patch["metadata"] as JsonObject))
            {
                return StatusAsync(context, old is null ? 404 : 409, old is null ? "NotFound" : "Conflict");
            }

            merged = old.DeepClone().AsObject();
            Merge(merged, patch);
            merged["metadata"]?.AsObject().Remove("resourceVersion");
            StoreLocked(plural, merged, "MODIFIED");
            merged = merged.DeepClone().AsObject();
        }

        return WriteAsync(context, 200, merged);
    }

    private static bool IsConflict(JsonObject? old, JsonObject? written) =>
        old is not null && written?["resourceVersion"] is { } seen && Text(seen) != Text(old["metadata"]?["resourceVersion"]);

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string key, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                JsonObject below = target[key] as JsonObject ?? [];
                Merge(below, inner);
                target[key] = below.Parent is null ? below : below.DeepClone();
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : node?.ToJsonString() ?? "";

    private static Task StatusAsync(HttpContext context, int code, string reason) => WriteAsync(context, code, new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["status"] = code < 300 ? "Success" : "Failure",
        ["reason"] = reason,
        ["message"] = reason,
        ["code"] = code,
    });

    private static async Task WriteAsync(HttpContext context, int code, JsonObject value)
    {
        byte[] body = Encoding.UTF8.GetBytes(value.ToJsonString());
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
