using System.Text.Json.Nodes;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Subresources;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Server;

/// <summary>Serves the verbs on stored objects over HTTP.</summary>
internal sealed class ResourceEndpoint(
    ResourceVerbs verbs, RequestAuthorizer authorizer, SubresourceVerbs subresources, PodLogEndpoint logs, ScaleEndpoint scales, AnswerWriter answers, BodyReader bodies, WatchEndpoint watches)
{
    /// <summary>Answers a request about a resource.</summary>
    public async Task HandleAsync(HttpContext context, RequestInfo info, (UserInfo User, CallerShare? Share) who, CancellationToken cancellationToken)
    {
        KindDescriptor? kind = info.Kind;
        if (kind is null && info.Group.Length > 0 && verbs.Catalog.All.All(k => k.Kind.Group != info.Group))
        {
            await ServerDocuments.NotFoundAsync(context, cancellationToken);
            return;
        }

        if (kind is null || info.IsMisplaced)
        {
            throw ApiErrors.NoSuchResource();
        }

        string? @namespace = kind.Kind.Namespaced ? info.Namespace : null;
        string name = info.Verb is "list" or "watch" or "deletecollection" ? "" : info.Name;
        using AnswerReservation? answer = who.Share is null ? null : new AnswerReservation(who.Share);
        ResourceCall asked = new(kind, who.User)
        {
            Share = who.Share,
            Answer = answer,
            Namespace = @namespace,
            Name = name,
            Subresource = info.Subresource,
            EnsureMayCreate = token => authorizer.EnsureAllowedAsync(info with { Verb = "create" }, who.User, token),
        };
        ResourceCall call = EventView.Resolve(asked, verbs.Catalog);
        if (kind.Kind.Namespaced && @namespace is null && (name.Length > 0 || info.Verb == "create"))
        {
            throw info.Verb == "create" ? ApiErrors.MethodNotAllowed() : ApiErrors.NoSuchResource();
        }

        if (context.Request.Method is "HEAD" or "OPTIONS")
        {
            throw ApiErrors.MethodNotAllowed();
        }

        await (info.Subresource is null ? MainAsync(context, info, call, cancellationToken) : SubresourceAsync(context, info, call, cancellationToken));
    }

    private Task MainAsync(HttpContext context, RequestInfo info, ResourceCall call, CancellationToken cancellationToken)
    {
        if (!(call.View ?? call.Kind).Verbs.Contains(info.Verb))
        {
            throw ApiErrors.MethodNotAllowed();
        }

        return info.Verb switch
        {
            "get" => GetAsync(context, call, cancellationToken),
            "list" => ListAsync(context, call, cancellationToken),
            "watch" => watches.HandleAsync(context, call with { Name = "" }, SingleName(info), cancellationToken),
            "create" when call.Name.Length == 0 => CreateAsync(context, call, cancellationToken),
            "update" when call.Name.Length > 0 => UpdateAsync(context, call, cancellationToken),
            "patch" when call.Name.Length > 0 => PatchAsync(context, call, cancellationToken),
            "delete" => DeleteAsync(context, call, cancellationToken),
            "deletecollection" => DeleteCollectionAsync(context, call, cancellationToken),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private Task SubresourceAsync(HttpContext context, RequestInfo info, ResourceCall call, CancellationToken cancellationToken)
    {
        string subresource = info.Subresource ?? "";
        bool status = subresource == "status" && call.Kind.HasStatusSubresource;
        bool finalize = subresource == "finalize" && MetadataRules.IsNamespace(call.Kind);
        if (!status && !finalize && !call.Kind.Subresources.Contains(subresource))
        {
            throw call.Kind.Kind.Plural == "pods" && subresource is ("exec" or "attach" or "portforward")
                ? ApiErrors.BadRequest($"{subresource} is not offered: tasks are processes of the node. Read their logs with kubectl logs; open a shell on the machine of the node to look at their files")
                : ApiErrors.NoSuchResource();
        }

        return (subresource, info.Verb) switch
        {
            ("status", "get") => GetAsync(context, call, cancellationToken),
            ("status" or "finalize", "update") => UpdateAsync(context, call, cancellationToken),
            ("status", "patch") => PatchAsync(context, call, cancellationToken),
            ("scale", "get" or "update" or "patch") => scales.HandleAsync(context, info, call, cancellationToken),
            ("log", "get") => logs.HandleAsync(context, call, cancellationToken),
            (not ("status" or "finalize" or "log" or "scale"), "create") => PostAsync(context, call, cancellationToken),
            _ => throw ApiErrors.MethodNotAllowed(),
        };
    }

    private async Task GetAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        ListOptionRules.NotInFuture(ListOptionRules.Revision(context.Request.Query["resourceVersion"]) ?? 0, verbs.Store.Log.CurrentRevision);
        StoredObject found = await verbs.Store.RequireAsync(call.Kind, call.Namespace, call.Name, cancellationToken);
        await answers.ObjectAsync(context, 200, call, found, format);
    }

    private async Task ListAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        ListResult result = await verbs.List.RunAsync(call, QueryOptions.List(context.Request, call.Kind), cancellationToken);
        await answers.ListAsync(context, call, result, format);
    }

    private async Task CreateAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        ResourceCall write = QueryOptions.Write(context.Request, call, "CreateOptions");
        (JsonObject value, IReadOnlyList<string> duplicates) = await bodies.ObjectAsync(context, call.Kind, call.Kind.Kind.Kind, cancellationToken);
        write = write with { DuplicateFields = duplicates };
        StoredObject created = await verbs.Create.RunAsync(write, EventView.ToCore(call, value, created: true), cancellationToken);
        Warn(context, write);
        await answers.ObjectAsync(context, 201, call, created, format);
    }

    private async Task UpdateAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        ResourceCall write = QueryOptions.Write(context.Request, call, "UpdateOptions");
        (JsonObject value, IReadOnlyList<string> duplicates) = await bodies.ObjectAsync(context, call.Kind, call.Kind.Kind.Kind, cancellationToken);
        write = write with { DuplicateFields = duplicates };
        WriteResult result = await verbs.Update.RunAsync(write, EventView.ToCore(call, value, created: false), cancellationToken);
        Warn(context, write);
        await answers.ObjectAsync(context, result.Created ? 201 : 200, call, result.Object, format);
    }

    private async Task PatchAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        PatchType type = BodyReader.Media(context.Request, "") switch
        {
            "application/json-patch+json" => PatchType.Json,
            "application/merge-patch+json" => PatchType.Merge,
            "application/strategic-merge-patch+json" when !call.Kind.IsCustom => PatchType.Strategic,
            "application/apply-patch+yaml" => PatchType.Apply,
            "application/strategic-merge-patch+json" => throw UnsupportedPatch(),
            _ => throw new ApiStatusException(new ApiStatus(415, "UnsupportedMediaType", "415: Unsupported Media Type") { Details = new ApiStatusDetails() }),
        };
        ResourceCall write = QueryOptions.Write(context.Request, call, "PatchOptions");
        if (type != PatchType.Apply && context.Request.Query.ContainsKey("force"))
        {
            throw ApiErrors.Invalid("meta.k8s.io", "PatchOptions", "", [StatusCause.Forbidden("force", "may not be specified for non-apply patch")]);
        }

        RequestBody body = await bodies.PatchAsync(context, type == PatchType.Apply, cancellationToken);
        write = write with { DuplicateFields = body.Duplicates };
        WriteResult result = await verbs.Patch.RunAsync(write, type, body.Value, cancellationToken);
        Warn(context, write);
        await answers.ObjectAsync(context, result.Created ? 201 : 200, call, result.Object, format);
    }

    private async Task DeleteAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        DeleteResult result = await verbs.Delete.RunAsync(call, await DeleteOptionsAsync(context, call, cancellationToken), cancellationToken);
        if (ServiceAddresses.Concerns(call) && result.Removed)
        {
            // A Service is shown as it was, without the mark of its deletion.
            JsonObject last = result.Object.ToNode();
            last.Meta().Remove("deletionTimestamp");
            last.Meta().Remove("deletionGracePeriodSeconds");
            await answers.ObjectAsync(context, 200, call, new StoredObject(result.Object.Key, result.Object.Revision, JsonText.ToUtf8(last)), format);
            return;
        }

        if (!result.Removed || call.Kind.Kind is { Group: "", Plural: "pods" or "services" or "serviceaccounts" or "resourcequotas" })
        {
            await answers.ObjectAsync(context, 200, call, result.Object, format);
            return;
        }

        ApiStatusDetails details = new() { Name = call.Name, Group = call.Kind.Kind.Group, Kind = call.Kind.Kind.Plural, Uid = result.Object.Uid };
        JsonObject success = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details.ToJson(),
        };
        await AnswerWriter.JsonAsync(context, 200, success, format);
    }

    private async Task DeleteCollectionAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        DeleteOptions options = await DeleteOptionsAsync(context, call, cancellationToken);
        ListResult result = await verbs.DeleteCollection.RunAsync(call, QueryOptions.List(context.Request, call.Kind), options, cancellationToken);
        await answers.ListAsync(context, call, result, format);
    }

    private async Task PostAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        ResourceCall write = QueryOptions.Write(context.Request, call, "CreateOptions");
        (JsonObject body, _) = await bodies.ObjectAsync(context, null, call.Subresource ?? "", cancellationToken);
        await AnswerWriter.JsonAsync(context, 201, await subresources.PostAsync(write, body, cancellationToken), format);
    }

    private async Task<DeleteOptions> DeleteOptionsAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        bool dryRun = QueryOptions.Write(context.Request, call, "DeleteOptions").DryRun;
        JsonObject? body = await bodies.OptionsAsync(context, cancellationToken);
        IQueryCollection query = context.Request.Query;
        return DeleteOptions.Read(body, query["gracePeriodSeconds"], query["propagationPolicy"], query["orphanDependents"], dryRun);
    }

    // Old clients watch one object by its path.
    private static string? SingleName(RequestInfo info) => info.Name.Length > 0 ? info.Name : null;

    private static void Warn(HttpContext context, ResourceCall call)
    {
        foreach (string warning in call.Warnings)
        {
            context.Response.Headers.Append("Warning", $"299 - {StatusCause.Quote(warning)}");
        }
    }

    private static ApiStatusException UnsupportedPatch() => new(new ApiStatus(415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"));
}
