using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>scale</c> of the workloads of Kubernetes and of kinds that users define: reads and sets the number of replicas alone.</summary>
internal sealed class ScaleEndpoint(ResourceVerbs verbs, AnswerWriter answers, BodyReader bodies)
{
    /// <summary>Answers get, update and patch.</summary>
    public async Task HandleAsync(HttpContext context, RequestInfo info, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request) with { As = null };
        StoredObject stored = await verbs.Store.GetAsync(call.Kind, call.Namespace, call.Name, cancellationToken) ?? throw NotFound(call);
        if (info.Verb == "get")
        {
            await AnswerWriter.JsonAsync(context, 200, Scale(call, stored.ToNode()), format);
            return;
        }

        ResourceCall write = QueryOptions.Write(context.Request, call, info.Verb == "patch" ? "PatchOptions" : "UpdateOptions");
        Func<JsonObject, JsonObject> change = info.Verb == "patch" ? await PatchAsync(context, cancellationToken) : await ReplaceAsync(context, cancellationToken);
        StoredObject changed = await verbs.Update.ChangeAsync(write, target => Set(call, target, change(Scale(call, target))), cancellationToken);
        await AnswerWriter.JsonAsync(context, 200, Scale(call, changed.ToNode()), format);
    }

    private async Task<Func<JsonObject, JsonObject>> ReplaceAsync(HttpContext context, CancellationToken cancellationToken)
    {
        (JsonObject scale, _) = await bodies.ObjectAsync(context, null, "Scale", cancellationToken);
        return _ => scale;
    }

    private async Task<Func<JsonObject, JsonObject>> PatchAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string media = BodyReader.Media(context.Request, "");
        RequestBody body = await bodies.PatchAsync(context, media == "application/apply-patch+yaml", cancellationToken);
        return scale =>
        {
            // Only a version that the patch itself names makes the write conditional.
            scale.Meta().Remove("resourceVersion");
            if (media == "application/json-patch+json")
            {
                return JsonPatch.Apply(scale, body.Value, new PatchWork(cancellationToken));
            }

            MergePatch.Apply(scale, body.Value as JsonObject ?? throw ApiErrors.BadRequest("error decoding patch: a merge patch is an object"), new PatchWork(cancellationToken));
            return scale;
        };
    }

    private static JsonObject Set(ResourceCall call, JsonObject target, JsonObject scale)
    {
        long replicas = (scale["spec"] as JsonObject)?.Number("replicas") ?? 0;
        if (replicas < 0)
        {
            throw ApiErrors.Invalid("autoscaling", "Scale", call.Name, [StatusCause.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0")]);
        }

        ScaleMembers.Set(target, (call.Kind.Scale ?? ScaleMembers.OfWorkloads).Wanted, replicas);
        target.Meta().CopyFrom("resourceVersion", scale.Meta());
        return target;
    }

    private static JsonObject Scale(ResourceCall call, JsonObject target)
    {
        JsonObject from = target.Meta();
        JsonObject meta = new();
        foreach (string member in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            meta.CopyFrom(member, from);
        }

        ScalePaths paths = call.Kind.Scale ?? ScaleMembers.OfWorkloads;
        JsonObject wanted = new();
        if (ScaleMembers.Number(target, paths.Wanted) is long replicas and not 0)
        {
            wanted["replicas"] = replicas;
        }

        JsonObject status = new() { ["replicas"] = ScaleMembers.Number(target, paths.Present) ?? 0 };
        if ((call.Kind.Scale is null ? Selector(SelectorOf(call, target)) : ScaleMembers.Text(target, paths.Selector)) is { Length: > 0 } selector)
        {
            status["selector"] = selector;
        }

        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = meta, ["spec"] = wanted, ["status"] = status };
    }

    // That of a ReplicationController is a plain map of labels.
    private static JsonObject? SelectorOf(ResourceCall call, JsonObject target)
    {
        JsonObject? selector = (target["spec"] as JsonObject)?["selector"] as JsonObject;
        return call.Kind.Kind is { Group: "", Plural: "replicationcontrollers" } ? new JsonObject { ["matchLabels"] = selector?.DeepClone() } : selector;
    }

    private static string Selector(JsonObject? selector)
    {
        IEnumerable<string> equal = (selector?["matchLabels"] as JsonObject ?? []).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}");
        IEnumerable<string> expressions = (selector?["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>().Select(e => e.Text("operator") switch
        {
            "In" => $"{e.Text("key")} in ({string.Join(",", e.Texts("values"))})",
            "NotIn" => $"{e.Text("key")} notin ({string.Join(",", e.Texts("values"))})",
            "DoesNotExist" => $"!{e.Text("key")}",
            _ => e.Text("key") ?? "",
        });
        return string.Join(",", equal.Concat(expressions));
    }

    private static ApiStatusException NotFound(ResourceCall call)
    {
        string group = call.Kind.Kind.Group;
        return new ApiStatusException(new ApiStatus(404, "NotFound", $"{call.Kind.Kind.Plural}/scale.{group} \"{call.Name}\" not found")
        {
            Details = new ApiStatusDetails { Name = call.Name, Group = group, Kind = $"{call.Kind.Kind.Plural}/scale" },
        });
    }
}
