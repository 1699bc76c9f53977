using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.Hosting.Listeners;
using Kuscia.Model.Selectors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.ApiServer.Server;

/// <summary>Streams a watch: one JSON line per event, flushed as soon as nothing more waits.</summary>
internal sealed class WatchEndpoint(ResourceVerbs verbs, AnswerWriter answers)
{
    /// <summary>Answers a watch request; <paramref name="single"/> narrows it to one name.</summary>
    public async Task HandleAsync(HttpContext context, ResourceCall call, string? single, CancellationToken cancellationToken)
    {
        AnswerFormat format = answers.Format(context.Request);
        if (format.Yaml)
        {
            throw new ApiStatusException(new ApiStatus(406, "NotAcceptable",
                "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"));
        }

        IncludeObject include = AnswerWriter.Include(context.Request);
        ListParameters parameters = QueryOptions.List(context.Request, call.Kind);
        if (single is not null)
        {
            parameters = parameters with { Selection = parameters.Selection with { Fields = FieldSelector.Parse($"metadata.name={single}") } };
        }

        using ObjectWatch watch = await verbs.Watch.RunAsync(call, parameters, cancellationToken);
        context.Response.ContentType = "application/json";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(cancellationToken);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
        FrameWriter frames = new(call, format, include, answers);
        await foreach (IReadOnlyList<WatchItem> batch in watch.BatchesAsync(cancellationToken))
        {
            foreach (WatchItem item in batch)
            {
                await SendAsync(context.Response.BodyWriter, frames.Encode(item), cancellationToken);
            }

            await ResponseBody.FlushAsync(context.Response.BodyWriter, nothingWaits: true, cancellationToken);
        }
    }

    // Small frames share a slice; a large one goes out in slices, so that the listener's buffers stay small however slow the client is.
    private static async ValueTask SendAsync(PipeWriter output, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (frame.Length > ResponseBody.SliceBytes)
        {
            await ResponseBody.WriteAsync(output, frame, cancellationToken);
            return;
        }

        output.Write(frame.Span);
        await ResponseBody.FlushAsync(output, nothingWaits: false, cancellationToken);
    }

    private sealed class FrameWriter(ResourceCall call, AnswerFormat format, IncludeObject include, AnswerWriter answers)
    {
        private bool _hasColumns;

        /// <summary>The line of an item.</summary>
        public ReadOnlyMemory<byte> Encode(WatchItem item)
        {
            if (item.Failure is not null)
            {
                return Line("ERROR", item.Failure.ToJson());
            }

            if (item.Object is not StoredObject value)
            {
                return Line("BOOKMARK", Bookmark(item));
            }

            return format.As switch
            {
                "Table" => Table(item, value),
                "PartialObjectMetadata" or "PartialObjectMetadataList" => Line(TypeName(item.Type), AnswerWriter.Partial(value, format.Version)),
                null when call.View is not null => ObjectEvent.Encode(item.Type, EventView.Shown(call, value)),
                _ => item.Frame(),
            };
        }

        private ReadOnlyMemory<byte> Table(WatchItem item, StoredObject value)
        {
            ArrayBufferWriter<byte> output = new(1024);
            output.Write(System.Text.Encoding.ASCII.GetBytes($"{{\"type\":\"{TypeName(item.Type)}\",\"object\":"));
            ListMeta meta = new(item.Revision.ToString(CultureInfo.InvariantCulture));
            answers.Table(output, new TableRequest(call.Kind, format.Version, include, meta, WithColumns: !_hasColumns), [value]);
            output.Write("}\n"u8);
            _hasColumns = true;
            return output.WrittenMemory;
        }

        private JsonObject Bookmark(WatchItem item)
        {
            JsonObject meta = new() { ["resourceVersion"] = item.Revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
            if (item.EndsInitialEvents)
            {
                meta["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
            }

            (string kind, string version) = format.As switch
            {
                null => ((call.View ?? call.Kind).Kind.Kind, (call.View ?? call.Kind).Kind.ApiVersion),
                "Table" => ("Table", $"meta.k8s.io/{format.Version}"),
                _ => ("PartialObjectMetadata", $"meta.k8s.io/{format.Version}"),
            };
            JsonObject bookmark = new() { ["kind"] = kind, ["apiVersion"] = version, ["metadata"] = meta };
            if (format.As == "Table")
            {
                bookmark["columnDefinitions"] = new JsonArray();
                bookmark["rows"] = new JsonArray();
            }

            return bookmark;
        }

        private static ReadOnlyMemory<byte> Line(string type, JsonObject value)
        {
            ArrayBufferWriter<byte> output = new(512);
            JsonText.Write(output, new JsonObject { ["type"] = type, ["object"] = value });
            output.Write("\n"u8);
            return output.WrittenMemory;
        }

        private static string TypeName(ObjectEventType type) => type switch
        {
            ObjectEventType.Added => "ADDED",
            ObjectEventType.Modified => "MODIFIED",
            _ => "DELETED",
        };
    }
}
