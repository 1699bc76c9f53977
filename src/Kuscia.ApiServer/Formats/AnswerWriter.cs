using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Formats;

/// <summary>Writes answers in the format that the client asked for.</summary>
internal sealed class AnswerWriter(ITableRenderer? tables)
{
    private static readonly string[] PrettyAgents = ["curl", "Wget", "Mozilla/5.0"];

    /// <summary>True when tables can be rendered.</summary>
    public bool HasTables => tables is not null;

    /// <summary>The format for a request; throws NotAcceptable.</summary>
    public AnswerFormat Format(HttpRequest request)
    {
        AnswerFormat? format = MediaRange.Choose(request.Headers.Accept, HasTables, out bool known);
        if (format is null)
        {
            throw new ApiStatusException(known
                ? new ApiStatus(406, "NotAcceptable", "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf")
                : new ApiStatus(406, "NotAcceptable",
                    "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf")
                {
                    Details = new ApiStatusDetails(),
                });
        }

        bool pretty = request.Query.TryGetValue("pretty", out Microsoft.Extensions.Primitives.StringValues asked)
            ? RequestInfo.Flag(asked)
            : format.Pretty || PrettyAgents.Any(a => request.Headers.UserAgent.ToString().StartsWith(a, StringComparison.Ordinal));
        return format with { Pretty = pretty };
    }

    /// <summary>Answers with one object.</summary>
    public Task ObjectAsync(HttpContext context, int code, ResourceCall call, StoredObject value, AnswerFormat format)
    {
        if (format.As is null)
        {
            return BytesAsync(context, code, EventView.Shown(call, value).Utf8, format);
        }

        if (format.As == "PartialObjectMetadataList")
        {
            throw NotAcceptable($"you requested PartialObjectMetadataList, but the requested object is not a list (*core.{call.Kind.Kind.Kind})");
        }

        if (format.As == "Table")
        {
            return TableAsync(context, code, call, new ListMeta(Version(value)), [value], format);
        }

        return JsonAsync(context, code, Partial(value, format.Version), format);
    }

    /// <summary>Answers with a list.</summary>
    public Task ListAsync(HttpContext context, ResourceCall call, ListResult list, AnswerFormat format)
    {
        switch (format.As)
        {
            case "Table":
                return TableAsync(context, 200, call, list.Meta, list.Items, format);
            case "PartialObjectMetadata":
                throw NotAcceptable($"you requested PartialObjectMetadata, but the requested object is a list (*core.{call.Kind.Kind.Kind}List)");
            case "PartialObjectMetadataList":
                JsonObject partial = new()
                {
                    ["kind"] = "PartialObjectMetadataList",
                    ["apiVersion"] = $"meta.k8s.io/{format.Version}",
                    ["metadata"] = ObjectCodec.ToJson(list.Meta),
                    ["items"] = new JsonArray([.. list.Items.Select(o => (JsonNode)Partial(o, format.Version))]),
                };
                return JsonAsync(context, 200, partial, format);
        }

        Kuscia.Model.Descriptors.KindDescriptor shown = call.View ?? call.Kind;
        IReadOnlyList<StoredObject> items = call.View is null ? list.Items : [.. list.Items.Select(i => EventView.Shown(call, i))];
        byte[] head = ObjectCodec.ListHead(shown.ListKind, shown.Kind.ApiVersion, list.Meta);
        if (!format.Yaml && !format.Pretty)
        {
            return ItemsAsync(context, head, items);
        }

        ArrayBufferWriter<byte> output = new(256 + items.Sum(o => o.Length + 1));
        output.Write(head);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            items[i].WriteTo(output);
        }

        output.Write(ObjectCodec.ListTail);
        return BytesAsync(context, 200, output.WrittenMemory, format);
    }

    // From the store into the listener's buffers, without a document in between.
    private static async Task ItemsAsync(HttpContext context, byte[] head, IReadOnlyList<StoredObject> items)
    {
        HttpResponse response = context.Response;
        PipeWriter body = response.BodyWriter;
        response.StatusCode = 200;
        response.ContentType = "application/json";
        response.ContentLength = head.Length + items.Sum(o => (long)o.Length) + Math.Max(0, items.Count - 1) + ObjectCodec.ListTail.Length + 1;
        Put(body, head);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                Put(body, ","u8);
            }

            if (items[i].Length > ResponseBody.SliceBytes)
            {
                await ResponseBody.WriteAsync(body, items[i].Utf8, context.RequestAborted);
                continue;
            }

            items[i].WriteTo(body);
            await ResponseBody.FlushAsync(body, nothingWaits: false, context.RequestAborted);
        }

        Put(body, ObjectCodec.ListTail);
        Put(body, "\n"u8);
        await ResponseBody.FlushAsync(body, nothingWaits: true, context.RequestAborted);
    }

    // Asks for the room that is needed: without a size the listener may give none.
    private static void Put(PipeWriter body, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(body.GetSpan(bytes.Length));
        body.Advance(bytes.Length);
    }

    /// <summary>Answers with any JSON.</summary>
    public static Task JsonAsync(HttpContext context, int code, JsonNode value, AnswerFormat format) => BytesAsync(context, code, JsonText.ToUtf8(value), format);

    /// <summary>Answers with a failure, in JSON or YAML.</summary>
    public static Task StatusAsync(HttpContext context, ApiStatus status, AnswerFormat format)
    {
        if (status.Details?.RetryAfterSeconds is int seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return JsonAsync(context, status.Code, status.ToJson(), format);
    }

    /// <summary>The metadata of an object as an object of its own.</summary>
    public static JsonObject Partial(StoredObject value, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = $"meta.k8s.io/{version}",
        ["metadata"] = value.ToNode().Meta().DeepClone(),
    };

    /// <summary>Writes a table.</summary>
    public void Table(IBufferWriter<byte> output, TableRequest request, IReadOnlyList<StoredObject> items) =>
        (tables ?? throw new InvalidOperationException("no table renderer")).WriteTable(output, request, items);

    /// <summary>The query <c>includeObject</c>; throws BadRequest.</summary>
    public static IncludeObject Include(HttpRequest request) => request.Query["includeObject"].ToString() switch
    {
        "" or "Metadata" => IncludeObject.Metadata,
        "Object" => IncludeObject.Object,
        "None" => IncludeObject.None,
        string other => throw ApiErrors.BadRequest(
            $"Unable to convert to Table as requested: includeObject: Invalid value: {StatusCause.Quote(other)}: must be 'Metadata', 'Object', 'None', or empty"),
    };

    private static async Task BytesAsync(HttpContext context, int code, ReadOnlyMemory<byte> json, AnswerFormat format)
    {
        HttpResponse response = context.Response;
        response.StatusCode = code;
        ReadOnlyMemory<byte> body = json;
        if (format.Yaml)
        {
            body = Encoding.UTF8.GetBytes(YamlText.Format(JsonText.Parse(json.Span)));
        }
        else if (format.Pretty)
        {
            body = JsonText.Indent(json);
        }

        response.ContentType = format.Yaml ? "application/yaml" : "application/json";
        response.ContentLength = body.Length + (format.Yaml ? 0 : 1);
        await ResponseBody.WriteAsync(response.BodyWriter, body, context.RequestAborted);
        if (!format.Yaml)
        {
            await response.BodyWriter.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }
    }

    private Task TableAsync(HttpContext context, int code, ResourceCall call, ListMeta meta, IReadOnlyList<StoredObject> items, AnswerFormat format)
    {
        ArrayBufferWriter<byte> output = new(4096);
        Table(output, new TableRequest(call.Kind, format.Version, Include(context.Request), meta), items);
        return BytesAsync(context, code, output.WrittenMemory, format);
    }

    private static string Version(StoredObject value) => value.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ApiStatusException NotAcceptable(string why) => new(new ApiStatus(406, "NotAcceptable", why));
}
