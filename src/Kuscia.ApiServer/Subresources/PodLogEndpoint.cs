using System.Globalization;
using System.Text.Json;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Requests;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Meta;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Subresources;

/// <summary><c>pods/NAME/log</c>: the lines of a container, from whoever keeps them.</summary>
internal sealed class PodLogEndpoint(ResourceStore store, IPodLogSource? logs, TimeProvider time)
{
    /// <summary>Streams the log as plain text.</summary>
    public async Task HandleAsync(HttpContext context, ResourceCall call, CancellationToken cancellationToken)
    {
        StoredObject pod = await store.RequireAsync(call.Kind, call.Namespace, call.Name, cancellationToken);
        PodLogOptions options = Options(context.Request.Query);
        options = options with { Container = Container(pod, options.Container) };
        context.Response.ContentType = "text/plain";
        bool known = logs is not null
            && await logs.CopyToAsync(new ResourceName(call.Namespace, call.Name), options, new FlushingStream(context.Response.Body), cancellationToken);
        if (!known && !context.Response.HasStarted)
        {
            throw ApiErrors.BadRequest($"container \"{options.Container}\" in pod \"{call.Name}\" is waiting to start: no log of it is kept on this node");
        }
    }

    private PodLogOptions Options(IQueryCollection query)
    {
        DateTimeOffset? since = null;
        if (QueryOptions.Number(query["sinceSeconds"]) is long seconds)
        {
            since = seconds > 0 ? time.GetUtcNow().AddSeconds(-Math.Min(seconds, int.MaxValue)) : throw Invalid("sinceSeconds", seconds, "must be greater than 0");
        }
        else if (query["sinceTime"].ToString() is { Length: > 0 } text)
        {
            since = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
                ? at
                : throw ApiErrors.BadRequest($"sinceTime {StatusCause.Quote(text)} is not an RFC 3339 time");
        }

        long? tail = QueryOptions.Number(query["tailLines"]);
        long? limit = QueryOptions.Number(query["limitBytes"]);
        return new PodLogOptions
        {
            Container = query["container"].ToString() is { Length: > 0 } container ? container : null,
            Follow = RequestInfo.Flag(query["follow"]),
            Previous = RequestInfo.Flag(query["previous"]),
            TailLines = tail is null or >= 0 ? tail : throw Invalid("tailLines", tail.Value, "must be greater than or equal to 0"),
            LimitBytes = limit is null or > 0 ? limit : throw Invalid("limitBytes", limit.Value, "must be greater than 0"),
            Since = since,
            Timestamps = RequestInfo.Flag(query["timestamps"]),
        };
    }

    private static string Container(StoredObject pod, string? asked)
    {
        string[] names = [.. Names(pod, "containers")];
        string[] initial = [.. Names(pod, "initContainers")];
        if (asked is null)
        {
            return names.Length == 1
                ? names[0]
                : throw ApiErrors.BadRequest($"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', names)}]");
        }

        return names.Concat(initial).Contains(asked) ? asked : throw ApiErrors.BadRequest($"container {asked} is not valid for pod {pod.Name}");
    }

    private static IEnumerable<string> Names(StoredObject pod, string member) =>
        pod.Root.TryGetProperty("spec", out JsonElement spec) && spec.TryGetProperty(member, out JsonElement containers) && containers.ValueKind == JsonValueKind.Array
            ? containers.EnumerateArray().Select(c => c.TryGetProperty("name", out JsonElement name) ? name.GetString() ?? "" : "")
            : [];

    private static ApiStatusException Invalid(string field, long value, string why) =>
        ApiErrors.Invalid("", "PodLogOptions", "", [StatusCause.Invalid(field, value.ToString(CultureInfo.InvariantCulture), why)]);
}
